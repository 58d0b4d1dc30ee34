import { lineBefore } from '../line.ts';
import type { Filter } from './context.ts';

/** Shorter repetitions are ordinary code: `[0, 0, 0]`, `a.b.b`. */
const leastRepeats = 4;
const leastCharacters = 16;

/**
 * A greedy model caught in a loop: one piece of text again and again to the end, or a line again and again. The line
 * is kept once; a loop within a line says that the whole suggestion is worth nothing.
 */
export const runawayRepetition: Filter = (text, { prefix }) => {
  const begun = lineBefore(prefix);
  const lines = (begun + text).split('\n');
  const third = lines.findIndex(
    (line, i) => line.trim() !== '' && same(line, lines[i - 1]) && same(line, lines[i - 2]),
  );
  const kept =
    third < 0
      ? text
      : lines
          .slice(0, third - 1)
          .join('\n')
          .slice(begun.length);
  return loops(kept.trimEnd()) ? undefined : kept;
};

function same(line: string, other: string | undefined): boolean {
  return line.trimEnd() === other?.trimEnd();
}

/** Whether the text ends with one unit, with a letter or digit in it, repeated without a gap; the last may be cut. */
function loops(text: string): boolean {
  const most = Math.floor(text.length / leastRepeats);
  for (let unit = 1; unit <= most; unit++) {
    let run = unit;
    while (run < text.length && text[text.length - 1 - run] === text[text.length - 1 - run + unit]) run++;
    if (run >= leastRepeats * unit && run >= leastCharacters && /[\p{L}\p{N}]/u.test(text.slice(-unit))) return true;
  }
  return false;
}
