import { element } from './element.ts';
import { legend } from './legend.ts';
import type { Theme } from './palette.ts';

/** What stays in sight below the text of a record: the line that says what is looked at, and the colours. */
export interface TokenFoot {
  readonly root: HTMLElement;
  /** What is looked at, its number in words, and its place among the colours; the hint where it is nothing. */
  say(said: Said | undefined): void;
  /** The colours run from -scale to +scale. */
  show(scale: number, theme: Theme): void;
}

export interface Said {
  readonly where: string;
  readonly number: string;
  readonly value: number;
}

export function tokenFoot(hint: string): TokenFoot {
  const root = element('div');
  const words = element('p', 'readout');
  const where = element('span', 'where');
  const number = element('span', 'number');
  const colours = legend();
  words.append(where, number);
  root.append(words, colours.root);
  return {
    root,
    say(said) {
      words.classList.toggle('idle', said === undefined);
      where.textContent = said?.where ?? hint;
      number.textContent = said?.number ?? '';
      colours.mark(said?.value);
    },
    show: (scale, theme) => colours.show(scale, theme),
  };
}
