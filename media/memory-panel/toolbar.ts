import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { t } from '@vscode/l10n';
import { element } from './element.ts';
import type { Memory } from './memory.ts';
import type { Filter } from './view.ts';
import type { ExportMessage } from '../../src/protocol/panel.ts';

/** What can be done with every view: freeze it, choose layers and heads, take it along. */
export interface Toolbar {
  readonly root: HTMLElement;
  /** The layers and heads that there are to choose from. */
  offer(memory: Memory): void;
  /** Whether the view can be filtered at all. */
  filtered(can: boolean): void;
}

interface Actions {
  live(live: boolean): void;
  filter(filter: Filter): void;
  export(format: ExportMessage['format']): void;
}

export function toolbar(actions: Actions): Toolbar {
  const root = element('div', 'toolbar');
  const live = document.createElement('vscode-toolbar-button');
  live.toggleable = live.checked = true;
  live.textContent = t('Live');
  live.title = t('Follow each suggestion; switched off, the picture stays as it is.');
  live.addEventListener('change', () => actions.live(live.checked));
  const layer = document.createElement('vscode-single-select');
  const head = document.createElement('vscode-single-select');
  layer.label = t('Layers shown');
  head.label = t('Heads shown');
  const chosen = (): void => actions.filter({ layer: numberOf(layer.value), head: numberOf(head.value) });
  layer.addEventListener('change', chosen);
  head.addEventListener('change', chosen);
  const filter = element('div', 'filter');
  filter.append(layer, head);
  const exports = (['json', 'png'] as const).map((format) => {
    const button = document.createElement('vscode-toolbar-button');
    button.textContent = format.toUpperCase();
    button.title = format === 'json' ? t('Export this view as JSON') : t('Export this view as a picture');
    button.addEventListener('click', () => actions.export(format));
    return button;
  });
  root.append(live, filter, ...exports);
  let offered = '';
  return {
    root,
    offer({ layers, heads }) {
      if (offered === `${layers} ${heads}`) return;
      offered = `${layers} ${heads}`;
      layer.replaceChildren(...optionsOf(t('All layers'), layers, (n) => t`Layer ${n}`));
      head.replaceChildren(...optionsOf(t('All heads'), heads, (n) => t`Head ${n}`));
    },
    filtered(can) {
      filter.hidden = !can;
    },
  };
}

/** All, then each by its number; the value is the number from zero, and empty for all. */
function optionsOf(all: string, count: number, name: (number: number) => string): HTMLElement[] {
  return ['', ...Array(count).keys()].map((value) => {
    const option = document.createElement('vscode-option');
    option.value = String(value);
    option.textContent = value === '' ? all : name(Number(value) + 1);
    return option;
  });
}

function numberOf(value: string): number | undefined {
  return value === '' ? undefined : Number(value);
}
