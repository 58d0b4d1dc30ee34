/** What a selection of tokens means: lines of one file. */

import { placeOf } from './shares.ts';
import type { FileLines } from '../../src/protocol/forget.ts';
import type { TokenList } from '../../src/protocol/trace.ts';

/** The lines on which the selected tokens stand, of the first file among them; undefined where they stand on none. */
export function linesOf(list: TokenList, [from, to]: readonly [number, number]): FileLines | undefined {
  const places = Array.from({ length: to - from + 1 }, (_, i) => placeOf(list, from + i));
  const texts = places.filter(({ kind }) => kind === 'text');
  const own = texts.filter(({ path }) => path === texts[0]!.path).map(({ line }) => line);
  if (own.length === 0) return undefined;
  return { path: texts[0]!.path, from: Math.min(...own), to: Math.max(...own) + 1 };
}
