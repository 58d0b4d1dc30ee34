import { linesBelow } from '../line.ts';
import { staysAfter, type Filter, type FilterContext } from './context.ts';

/** The end of the suggestion that repeats what stands right after the cursor, on its line or on the lines below. */
export const suffixOverlap: Filter = (text, context) => {
  const kept = withoutRest(withoutLinesBelow(text, context), staysAfter(context).trimEnd());
  return kept === '' ? undefined : kept;
};

/** A block that runs into the code that is there already. A lone closing line counts only if it ends the block. */
function withoutLinesBelow(text: string, { suffix }: FilterContext): string {
  const lines = text.split('\n');
  const below = linesBelow(suffix, lines.length - 1).map((line) => line.trimEnd());
  for (let count = Math.min(lines.length - 1, below.length); count > 0; count--) {
    const last = lines.slice(-count).map((line) => line.trimEnd());
    if (last.every((line, i) => line === below[i]) && last.some((line) => line !== '')) {
      return lines.slice(0, -count).join('\n');
    }
  }
  return text;
}

/**
 * The whole rest of the line, or as much of its beginning as is a word or more: `x = 1` before `= 1;` loses `= 1`,
 * but `some` before `each` keeps its `e`.
 */
function withoutRest(text: string, rest: string): string {
  if (rest === '') return text;
  for (const tail of new Set([rest, rest.trimStart()])) {
    if (tail !== '' && text.endsWith(tail)) return text.slice(0, -tail.length);
  }
  for (let length = Math.min(text.length, rest.length - 1); length >= 3; length--) {
    const shared = rest.slice(0, length);
    if (text.endsWith(shared) && standsAlone(text, rest, length) && /[\p{L}\p{N}]/u.test(shared)) {
      return text.slice(0, -length);
    }
  }
  return text;
}

/** Whether the overlap begins and ends at the edge of a word. */
function standsAlone(text: string, rest: string, length: number): boolean {
  const word = /[\p{L}\p{N}_$]{2}/u;
  const start = text.length - length;
  return !word.test(text.slice(Math.max(0, start - 1), start + 1)) && !word.test(rest.slice(length - 1, length + 1));
}
