import { t } from '@vscode/l10n';
import './what-if.css';
import { changedPart } from './changed-part.ts';
import { element } from './element.ts';
import type { Filter, Panel } from './view.ts';
import { headNames, lineNames } from './wording.ts';
import type { FileLines, Guess, WhatIfQuestion } from '../../src/protocol/forget.ts';
import type { ToPanel } from '../../src/protocol/panel.ts';

/** The suggestion beside what it would be without some heads' memory, or without some lines. Asked for by a button. */
export interface WhatIf {
  readonly root: HTMLElement;
  /** What a question would be about. */
  show(filter: Filter, lines: FileLines | undefined): void;
  receive(message: ToPanel): void;
  /** Another suggestion is shown: what was asked about the one before is of no use any more. */
  clear(): void;
}

export function whatIf(panel: Panel): WhatIf {
  const root = element('div', 'what-if');
  const questions = element('div', 'predicted');
  const answer = element('div');
  questions.setAttribute('role', 'group');
  questions.setAttribute('aria-label', t('What if'));
  answer.setAttribute('aria-live', 'polite');
  const heads = element('button', 'chip');
  const lines = element('button', 'chip');
  let filter: Filter = {};
  let chosen: FileLines | undefined;
  let asked: string | undefined;

  for (const button of [heads, lines]) button.type = 'button';
  heads.addEventListener('click', () => {
    const { layer, head } = filter;
    ask({ heads: { ...(layer !== undefined && { layer }), ...(head !== undefined && { head }) } }, heads.textContent);
  });
  lines.addEventListener('click', () => {
    if (chosen) ask({ lines: chosen }, lines.textContent);
  });
  questions.append(element('span', 'label', t('What if')), heads, lines);
  root.append(questions, answer);

  function ask(question: WhatIfQuestion, name: string): void {
    asked = name;
    const stop = element('button', 'link', t('Cancel'));
    stop.type = 'button';
    stop.addEventListener('click', () => {
      clear();
      heads.focus();
    });
    const waiting = element('p', 'state', `${t('It is being suggested once more …')} `);
    waiting.append(stop);
    answer.replaceChildren(waiting);
    panel.send({ type: 'whatIf', ...question });
  }

  function clear(): void {
    if (asked !== undefined) panel.send({ type: 'dropWhatIf' });
    asked = undefined;
    answer.replaceChildren();
    delete root.dataset['answered'];
  }

  function rowOf(name: string, { text, confidence }: Guess, other: string): HTMLElement[] {
    const { head, own, tail } = changedPart(text, other);
    const code = element('code');
    code.append(head, ...(own === '' ? [] : [element('mark', '', own)]), tail);
    if (text === '') code.textContent = t('nothing');
    const guess = element('dd');
    guess.append(code);
    return [element('dt', '', name), element('dd', 'sure', `${(100 * confidence).toFixed(1)} %`), guess];
  }

  return {
    root,
    show(now, own) {
      filter = now;
      chosen = own;
      heads.textContent = t`without ${headNames(now)}`;
      lines.hidden = own === undefined;
      if (own) lines.textContent = t`without ${lineNames(own)}`;
    },
    receive(message) {
      if (message.type !== 'whatIf' || asked === undefined) return;
      if (message.answer === null) {
        asked = undefined;
        answer.replaceChildren(element('p', 'state', t('A newer suggestion came between.')));
        return;
      }
      const { real, without } = message.answer;
      const rows = element('dl', 'guesses');
      rows.append(...rowOf(t('as it is'), real, without.text), ...rowOf(asked, without, real.text));
      asked = undefined;
      const same = real.text === without.text ? [element('p', 'state', t('The text is the same.'))] : [];
      answer.replaceChildren(rows, ...same);
      root.dataset['answered'] = message.answer.ms.toFixed(0);
    },
    clear,
  };
}
