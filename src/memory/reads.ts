/**
 * Who wrote what is read. With the delta rule (eq. 20-25) a read is a sum over the writes before it, found by going back:
 *
 *     r = phi(q);  for i = t .. 1:  a_i = beta_i (phi(k_i) . r),  r -= a_i phi(k_i)
 *     o = W_t phi(q) = sum_i a_i v_i + W_0 r
 *
 * What a later write put in a token's place is gone from r by then, so that overwritten tokens get nothing. A token's
 * share of the read is a_i <v_i, o> / |o|^2, that of everything before the record <W_0 r, o> / |o|^2; they sum to 1.
 */
import type { Recorded } from '../engine/backend.ts';
import type { Look } from '../engine/kernel/look.ts';
import { roomForFeatures, setFeatures } from './features.ts';
import { givenOf, joined, type Shape } from './given.ts';
import { plainLook } from './plain-look.ts';

/**
 * What the memories were given at some tokens that follow each other, at one place of one way: whatever is worked out from
 * it, and from what came before it, holds as long as the part does.
 */
export interface Part extends Pick<Recorded, 'qkv' | 'beta'> {
  /** Tokens. */
  readonly length: number;
}

export interface Reads {
  /** [layers][heads][tokens]; all zero where nothing is read (o = 0), and for the tokens after the reader. */
  readonly shares: Float32Array;
  /** What is older than the record, [layers][heads]. */
  readonly before: Float32Array;
}

/**
 * @param parts of the record, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param reader the token whose query is looked at, counted over all parts
 */
export function readsOf(
  shape: Shape,
  parts: readonly Part[],
  start: Float32Array,
  reader: number,
  look: Look = plainLook,
): Reads {
  const heads = shape.layers * shape.heads;
  const { headDim } = shape;
  if (reader < 0 || reader >= parts.reduce((sum, { length }) => sum + length, 0))
    throw new RangeError('The reader is not in the record.');
  const given = parts.map((part) => givenOf(shape, part));
  const rest = queryOf(shape, parts, reader);
  const { weights, read } = look.weigh(rest, given, reader + 1);
  const older = times(start, rest, shape);
  /** o / |o|^2 */
  const direction = new Float32Array(read.length);
  for (let at = 0; at < read.length; at += headDim) {
    let size = 0;
    for (let i = at; i < at + headDim; i++) size += (read[i]! + older[i]!) ** 2;
    if (size === 0) continue;
    for (let i = at; i < at + headDim; i++) direction[i] = (read[i]! + older[i]!) / size;
  }
  const along = look.along(direction, given);
  const shares = joined(given, heads, (_, i) => {
    const [own, by] = [weights[i]!, along[i]!];
    for (let key = 0; key < own.length; key++) own[key]! *= by[key]!;
    return own;
  });
  const before = Float32Array.from({ length: heads }, (_, head) => {
    let sum = 0;
    for (let i = head * headDim; i < (head + 1) * headDim; i++) sum += older[i]! * direction[i]!;
    return sum;
  });
  return { shares, before };
}

/** phi of a token's queries, [layers][heads][d_dot]. */
function queryOf({ layers, heads, headDim, nu }: Shape, parts: readonly Part[], reader: number): Float32Array {
  const [all, phi] = [new Float32Array(layers * heads * 2 * headDim * nu), roomForFeatures(headDim, nu)];
  let token = reader;
  let own = 0;
  while (token >= parts[own]!.length) token -= parts[own++]!.length;
  const { qkv, length } = parts[own]!;
  for (let at = 0; at < layers * heads; at++) {
    const row = Math.floor(at / heads) * length + token;
    setFeatures(qkv, (row * 3 * heads + (at % heads)) * headDim, headDim, nu, phi);
    for (let i = 0; i < phi.count; i++) all[at * 2 * headDim * nu + phi.at[i]!] = phi.value[i]!;
  }
  return all;
}

/** W r of all heads, [heads][headDim], with W [heads][headDim][d_dot] and r [heads][d_dot]. */
function times(W: Float32Array, r: Float32Array, { headDim, nu }: Shape): Float32Array {
  const dots = 2 * headDim * nu;
  const product = new Float32Array(W.length / dots);
  for (let row = 0; row < product.length; row++) {
    const head = Math.floor(row / headDim) * dots;
    let sum = 0;
    for (let i = 0; i < dots; i++) sum += W[row * dots + i]! * r[head + i]!;
    product[row] = sum;
  }
  return product;
}
