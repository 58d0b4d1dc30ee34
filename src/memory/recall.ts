/**
 * How well what a token wrote still comes back. After the token t wrote its value v under its key k, the memory gives for
 * that key, once the token s has been read,
 *
 *     r = W_s phi(k),     recall = <r, v> / (|r| |v|)
 *
 * the cosine, since the model normalises what each head reads: only its direction counts. 1 where it points to the value,
 * 0 where it has nothing of it any more, below zero where it points away from it.
 */
import type { Look } from '../engine/kernel/look.ts';
import type { Curve } from '../protocol/recall.ts';
import { cosine, curveOf } from './curve.ts';
import { joined, type Shape } from './given.ts';
import { plainLook } from './plain-look.ts';
import type { Part } from './reads.ts';
import { replay } from './replay.ts';

export interface Recall {
  /** How strongly each token wrote, and how well that is recalled after the last, [layers][heads][tokens]. */
  readonly beta: Float32Array;
  readonly recall: Float32Array;
  readonly curve: Curve | undefined;
}

/**
 * @param parts of the record that the memory has read, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param of the tokens whose curve is wanted, from the first to the one after the last
 * @param breathe between two parts; false once nobody wants to know any more, and then there is no answer
 */
export async function recallOf(
  shape: Shape,
  parts: readonly Part[],
  start: Float32Array,
  of: readonly [from: number, to: number] | undefined,
  breathe: () => Promise<boolean>,
  look: Look = plainLook,
): Promise<Recall | undefined> {
  const replayed = await replay(shape, parts, start, breathe);
  if (replayed === undefined) return undefined;
  const given = replayed.map((part) => part.given);
  const heads = shape.layers * shape.heads;
  const back = given.length === 0 ? [] : look.back(replayed.at(-1)!.after, given);
  return {
    beta: joined(given, heads, ({ beta }) => beta),
    recall: joined(given, heads, ({ whole }, i) => {
      const { along, squares } = back[i]!;
      for (let key = 0; key < along.length; key++) along[key] = cosine(along[key]!, squares[key]!, whole[key]!);
      return along;
    }),
    curve: of && curveOf(shape, replayed, of),
  };
}
