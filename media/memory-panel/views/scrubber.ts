import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import { tokens } from '../wording.ts';

/** Time: a slider over the snapshots on the way, whose end is now, and the switch from the memory to its change. */
export interface Scrubber {
  readonly root: HTMLElement;
  /** Place among the positions; their number is now. */
  readonly index: number;
  readonly change: boolean;
  show(positions: readonly number[], now: number): void;
}

export function scrubber(moved: () => void): Scrubber {
  const root = element('div', 'scrubber');
  const slider = element('input');
  const text = element('output');
  const change = document.createElement('vscode-toolbar-button');
  slider.type = 'range';
  slider.min = '0';
  slider.max = slider.value = '0';
  slider.setAttribute('aria-label', t('Tokens read'));
  change.toggleable = true;
  change.textContent = t('Change');
  change.title = t('Show what has changed since the picture before, instead of the memory itself.');
  root.append(slider, text, change);
  let places: readonly number[] = [];
  let end = 0;
  const index = (): number => Math.min(Number(slider.value), places.length);
  const say = (): void => {
    const at = places[index()] ?? end;
    text.textContent = index() === places.length ? t`now, after ${tokens(at)}` : t`after ${tokens(at)}`;
    slider.setAttribute('aria-valuetext', text.textContent);
  };
  slider.addEventListener('input', () => {
    say();
    moved();
  });
  change.addEventListener('change', moved);
  return {
    root,
    get index() {
      return index();
    },
    get change() {
      return change.checked;
    },
    show(positions, now) {
      const atEnd = index() === places.length;
      places = positions;
      end = now;
      slider.max = String(positions.length);
      if (atEnd) slider.value = slider.max;
      say();
    },
  };
}
