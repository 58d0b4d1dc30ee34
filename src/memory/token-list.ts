import { tokenKinds, type TokenList } from '../protocol/trace.ts';
import type { Trace } from './trace.ts';

/** The tokens of a trace as the panel is told of them. */
export function tokenList({ places, chosen, beyond, recording }: Trace): TokenList {
  const paths = [...new Set(places.map(({ path }) => path))];
  const numbers = new Int32Array(4 * places.length);
  for (const [at, { path, line, column, kind }] of places.entries()) {
    numbers.set([paths.indexOf(path), line, column, tokenKinds.indexOf(kind)], 4 * at);
  }
  const { older } = recording;
  return { texts: places.map(({ text }) => text), paths, places: numbers, chosen, beyond, older };
}
