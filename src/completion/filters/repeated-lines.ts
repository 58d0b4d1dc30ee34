import { lineBefore, linesAbove, linesBelow } from '../line.ts';
import { staysAfter, type Filter } from './context.ts';

/**
 * A suggestion whose first line makes the cursor's line the same as its neighbour above or below. Lines without a
 * letter or digit (`}`, `);`) may well come twice, and a document that repeats the line already means it.
 */
export const repeatedLines: Filter = (text, context) => {
  if (text.startsWith('\n')) {
    const below = repeatedLines(text.slice(1), { ...context, prefix: `${context.prefix}\n` });
    return below === undefined ? undefined : `\n${below}`;
  }
  const [first = ''] = text.split('\n', 1);
  const line = (lineBefore(context.prefix) + first + staysAfter(context)).trim();
  if (!/[\p{L}\p{N}]/u.test(line)) return text;
  const [above, beyond] = written(linesAbove(context.prefix));
  const [below] = written(linesBelow(context.suffix, 20));
  return (line === above && above !== beyond) || line === below ? undefined : text;
};

function written(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
