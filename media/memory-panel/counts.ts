import { t } from '@vscode/l10n';
import { element } from './element.ts';
import { counted } from './wording.ts';
import type { Counts } from '../../src/protocol/counts.ts';

/** What has come of the suggestions so far, in a line, and the way to start counting anew. */
export function counts(reset: () => void): { readonly root: HTMLElement; show(counts: Counts): void } {
  const root = element('p', 'counts');
  const text = element('span');
  const button = element('button', 'link', t('Reset'));
  button.type = 'button';
  button.setAttribute('aria-label', t('Reset the Counts'));
  button.addEventListener('click', reset);
  root.hidden = true;
  root.append(text, button);
  return {
    root,
    show(now) {
      root.hidden = now.shown === 0;
      text.textContent = counted(now);
    },
  };
}
