/**
 * What each token wrote: how strongly (beta), how new that was to the memory, and how much of it is left. With
 * vbar = W_(t-1) phi(k), what the key gave before, surprise is |v - vbar| / |v|: 0 where the memory held just that
 * already, 1 where it held nothing, more where it held something else. Held is <W phi(k), v> / |v|^2 with the W after
 * the last token: 1 where the value comes back whole, 0 where nothing of it does.
 */
import type { Back } from '../engine/kernel/back.ts';
import { plainBack } from './back.ts';
import { joined, type Shape } from './given.ts';
import type { Part } from './reads.ts';
import { replay } from './replay.ts';

/** Each [layers][heads][tokens]; 0 where the value is 0. */
export interface Writes {
  readonly beta: Float32Array;
  readonly surprise: Float32Array;
  readonly held: Float32Array;
}

/**
 * @param parts of the record, in their order, one at least
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param breathe between two parts; false once nobody wants to know any more, and then there is no answer
 */
export async function writesOf(
  shape: Shape,
  parts: readonly Part[],
  start: Float32Array,
  breathe: () => Promise<boolean> = () => Promise.resolve(true),
  back: Back = plainBack,
): Promise<Writes | undefined> {
  const replayed = await replay(shape, parts, start, breathe);
  if (replayed === undefined) return undefined;
  const W = replayed.at(-1)!.after;
  const given = replayed.map((part) => part.given);
  const heads = shape.layers * shape.heads;
  return {
    beta: joined(given, heads, ({ beta }) => beta),
    surprise: joined(given, heads, (_, i) => replayed[i]!.surprise),
    held: joined(given, heads, (part) => {
      const [answer, { whole }] = [back(shape.headDim, W, part), part];
      return whole.map((size, key) => (size === 0 ? 0 : answer[2 * key]! / size));
    }),
  };
}
