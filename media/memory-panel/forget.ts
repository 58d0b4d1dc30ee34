import { t } from '@vscode/l10n';
import { element } from './element.ts';
import type { Panel } from './view.ts';
import { lineNames } from './wording.ts';
import type { FileLines } from '../../src/protocol/forget.ts';
import type { ToPanel } from '../../src/protocol/panel.ts';

/** Buttons that have the memory forget: the chosen lines, their file, everything; and one that brings it back. */
export interface Forget {
  readonly root: HTMLElement;
  /** Lines of a file, where some are chosen. */
  show(lines: FileLines | undefined): void;
  receive(message: ToPanel): void;
}

export function forget(panel: Panel): Forget {
  const root = element('div', 'predicted');
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', t('Forget'));
  let chosen: FileLines | undefined;
  const button = (text: string, clicked: () => void): HTMLButtonElement => {
    const made = element('button', 'chip', text);
    made.type = 'button';
    made.addEventListener('click', clicked);
    return made;
  };
  const lines = button('', () => {
    if (chosen) panel.send({ type: 'forget', path: chosen.path, lines: { from: chosen.from, to: chosen.to } });
  });
  const file = button('', () => {
    if (chosen) panel.send({ type: 'forget', path: chosen.path });
  });
  const everything = button(t('everything'), () => panel.send({ type: 'forget' }));
  const again = button(t('Remember again'), () => panel.send({ type: 'remember' }));
  root.append(element('span', 'label', t('Forget')), lines, file, everything, again);

  const show = (now: FileLines | undefined): void => {
    chosen = now;
    for (const one of [lines, file]) one.hidden = now === undefined;
    if (!now) return;
    lines.textContent = lineNames(now);
    file.textContent = now.path.split('/').at(-1)!;
    file.title = now.path;
  };
  show(undefined);
  again.hidden = true;

  return {
    root,
    show,
    receive(message) {
      if (message.type === 'forgotten') again.hidden = !message.some;
    },
  };
}
