/**
 * What each token wrote: how strongly (beta), how new that was to the memory, and how much of it is left. With
 * vbar = W_(t-1) phi(k), what the key gave before, surprise is |v - vbar| / |v|: 0 where the memory held just that
 * already, 1 where it held nothing, more where it held something else. Held is <W phi(k), v> / |v|^2 with the W after
 * the last token: 1 where the value comes back whole, 0 where nothing of it does.
 */
import type { Look } from '../engine/kernel/look.ts';
import { joined, type Shape } from './given.ts';
import { plainLook } from './plain-look.ts';
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
  look: Look = plainLook,
): Promise<Writes | undefined> {
  const replayed = await replay(shape, parts, start, breathe);
  if (replayed === undefined) return undefined;
  const given = replayed.map((part) => part.given);
  const heads = shape.layers * shape.heads;
  const back = look.back(replayed.at(-1)!.after, given);
  return {
    beta: joined(given, heads, ({ beta }) => beta),
    surprise: joined(given, heads, (_, i) => replayed[i]!.surprise),
    held: joined(given, heads, ({ whole }, i) => {
      const { along } = back[i]!;
      for (let key = 0; key < along.length; key++) along[key]! /= whole[key]! || 1;
      return along;
    }),
  };
}
