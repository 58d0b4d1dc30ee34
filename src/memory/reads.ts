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
import { roomForFeatures, setFeatures, type Features } from './features.ts';
import { givenOf, type Given, type Shape } from './given.ts';

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
export function readsOf(shape: Shape, parts: readonly Part[], start: Float32Array, reader: number): Reads {
  const { layers, heads, headDim, nu } = shape;
  const tokens = parts.reduce((sum, { length }) => sum + length, 0);
  if (reader < 0 || reader >= tokens) throw new RangeError('The reader is not in the record.');
  const given = parts.map((part) => givenOf(shape, part));
  const shares = new Float32Array(layers * heads * tokens);
  const before = new Float32Array(layers * heads);
  const phi = roomForFeatures(headDim, nu);
  for (let at = 0; at < layers * heads; at++) {
    setQuery(shape, parts, reader, at, phi);
    const own = shares.subarray(at * tokens, (at + 1) * tokens);
    const size = headDim * 2 * headDim * nu;
    before[at] = readHead(given, at, reader, phi, start.subarray(at * size, (at + 1) * size), own);
  }
  return { shares, before };
}

/** Sets `phi` to that of the reader's query in the head `at` of all. */
function setQuery({ heads, headDim, nu }: Shape, parts: readonly Part[], reader: number, at: number, phi: Features) {
  let token = reader;
  const part = parts.find(({ length }) => token < length || ((token -= length), false))!;
  const row = Math.floor(at / heads) * part.length + token;
  setFeatures(part.qkv, (row * 3 * heads + (at % heads)) * headDim, headDim, nu, phi);
}

/**
 * Sets the shares of one head's tokens.
 *
 * @param W before the record, [headDim][d_dot]
 * @returns the share of what was before them
 */
function readHead(
  parts: readonly Given[],
  at: number,
  reader: number,
  phi: Features,
  W: Float32Array,
  shares: Float32Array,
): number {
  const headDim = parts[0]!.v.length / parts[0]!.ends.length;
  const rest = new Float64Array(W.length / headDim);
  const read = new Float64Array(headDim);
  for (let i = 0; i < phi.count; i++) rest[phi.at[i]!] = phi.value[i]!;

  // Backwards from the reader, itself included: a read comes after the write.
  let first = shares.length;
  for (const part of parts.toReversed()) {
    first -= part.length;
    weigh(part, at * part.length, Math.min(part.length, reader - first + 1), rest, read, shares.subarray(first));
  }
  const older = new Float64Array(headDim);
  for (let row = 0; row < headDim; row++) {
    let sum = 0;
    for (let i = 0; i < rest.length; i++) sum += W[row * rest.length + i]! * rest[i]!;
    older[row] = sum;
    read[row]! += sum;
  }
  const size = dot(read, 0, read);
  if (size === 0) {
    shares.fill(0);
    return 0;
  }
  first = 0;
  for (const { length, v } of parts) {
    for (let token = 0; token < length; token++) {
      const weight = shares[first + token]!;
      if (weight !== 0) shares[first + token] = (weight * dot(v, (at * length + token) * headDim, read)) / size;
    }
    first += length;
  }
  return dot(older, 0, read) / size;
}

/** The weights a_i of the first `count` tokens of a part, the last first; `rest` and `read` go on. */
function weigh(
  { at, value, ends, v, beta }: Given,
  first: number,
  count: number,
  rest: Float64Array,
  read: Float64Array,
  weights: Float32Array,
): void {
  const headDim = read.length;
  for (let key = first + count - 1; key >= first; key--) {
    const [from, to] = [key === 0 ? 0 : ends[key - 1]!, ends[key]!];
    let weight = 0;
    for (let i = from; i < to; i++) weight += value[i]! * rest[at[i]!]!;
    weight *= beta[key]!;
    if (weight === 0) continue;
    for (let i = from; i < to; i++) rest[at[i]!]! -= weight * value[i]!;
    for (let row = 0; row < headDim; row++) read[row]! += weight * v[key * headDim + row]!;
    weights[key - first] = weight;
  }
}

/** <x[at ..], y> */
function dot(x: Float32Array | Float64Array, at: number, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += x[at + i]! * y[i]!;
  return sum;
}
