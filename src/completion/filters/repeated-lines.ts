import { lineAbove, lineBefore, linesBelow } from '../line.ts';
import { staysAfter, type Filter } from './context.ts';

/**
 * A suggestion whose first line makes the cursor's line the same as its neighbour above or below. Lines without a
 * letter or digit (`}`, `);`) may well come twice.
 */
export const repeatedLines: Filter = (text, context) => {
  const [first = ''] = text.split('\n', 1);
  const line = (lineBefore(context.prefix) + first + staysAfter(context)).trim();
  if (!/[\p{L}\p{N}]/u.test(line)) return text;
  const below = linesBelow(context.suffix, 20).find((candidate) => candidate.trim() !== '');
  return line === lineAbove(context.prefix)?.trim() || line === below?.trim() ? undefined : text;
};
