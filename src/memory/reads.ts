/**
 * Who wrote what is read. With the delta rule (eq. 20-25) a read is a sum over the writes before it, found by going back:
 *
 *     r = phi(q);  for i = t .. 1:  a_i = beta_i (phi(k_i) . r),  r -= a_i phi(k_i)
 *     o = W_t phi(q) = sum_i a_i v_i + W_0 r
 *
 * What a later write put in a token's place is gone from r by then, so that overwritten tokens get nothing. A token's
 * share of the read is a_i <v_i, o> / |o|^2, that of everything before the record <W_0 r, o> / |o|^2; they sum to 1.
 */
import type { ModelConfig, Recorded } from '../engine/backend.ts';
import { roomForFeatures, setFeatures } from './features.ts';
import { keysOf } from './keys.ts';

/** What the memories were given at some tokens that follow each other. */
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

type Shape = Pick<ModelConfig, 'layers' | 'heads' | 'headDim' | 'nu'>;

/**
 * @param parts of the record, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param reader the token whose query is looked at, counted over all parts
 */
export function readsOf(shape: Shape, parts: readonly Part[], start: Float32Array, reader: number): Reads {
  const { layers, heads } = shape;
  const tokens = lengthOfParts(parts);
  if (reader < 0 || reader >= tokens) throw new RangeError('The reader is not in the record.');
  const shares = new Float32Array(layers * heads * tokens);
  const before = new Float32Array(layers * heads);
  for (let at = 0; at < layers * heads; at++) {
    const own = shares.subarray(at * tokens, (at + 1) * tokens);
    before[at] = readHead(shape, parts, start, { layer: Math.floor(at / heads), head: at % heads, reader }, own);
  }
  return { shares, before };
}

export function lengthOfParts(parts: readonly Part[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

interface Looked {
  readonly layer: number;
  readonly head: number;
  readonly reader: number;
}

/** Sets the shares of one head's tokens; the share of what was before them. */
function readHead(
  { layers, heads, headDim, nu }: Shape,
  parts: readonly Part[],
  start: Float32Array,
  { layer, head, reader }: Looked,
  shares: Float32Array,
): number {
  const dots = 2 * headDim * nu;
  const rest = new Float32Array(dots);
  const phi = roomForFeatures(headDim, nu);
  const read = new Float32Array(headDim);
  /** Where a part's token has its vector: 0 query, 1 key, 2 value. */
  const place = ({ length }: Part, token: number, which: number): number =>
    ((layer * length + token) * 3 + which) * heads * headDim + head * headDim;

  // Backwards from the reader, itself included: a read comes after the write.
  let first = lengthOfParts(parts);
  let begun = false;
  for (const part of parts.toReversed()) {
    first -= part.length;
    const keys = keysOf({ layers, heads, headDim, nu }, part);
    for (let token = Math.min(part.length - 1, reader - first); token >= 0; token--) {
      if (!begun) {
        begun = true;
        setFeatures(part.qkv, place(part, token, 0), headDim, nu, phi);
        for (let i = 0; i < phi.count; i++) rest[phi.at[i]!] = phi.value[i]!;
      }
      const beta = part.beta[(layer * part.length + token) * heads + head]!;
      if (beta === 0) continue;
      const key = (layer * heads + head) * part.length + token;
      const from = key * headDim * nu;
      const to = from + keys.count[key]!;
      let weight = 0;
      for (let i = from; i < to; i++) weight += keys.value[i]! * rest[keys.at[i]!]!;
      if (weight === 0) continue;
      weight *= beta;
      for (let i = from; i < to; i++) rest[keys.at[i]!]! -= weight * keys.value[i]!;
      const value = place(part, token, 2);
      for (let i = 0; i < headDim; i++) read[i]! += weight * part.qkv[value + i]!;
      shares[first + token] = weight;
    }
  }

  const older = new Float32Array(headDim);
  const memory = (layer * heads + head) * headDim * dots;
  for (let row = 0; row < headDim; row++) {
    for (let i = 0; i < dots; i++) older[row]! += start[memory + row * dots + i]! * rest[i]!;
    read[row]! += older[row]!;
  }
  const size = dot(read, 0, read);
  if (size === 0) {
    shares.fill(0);
    return 0;
  }
  first = 0;
  for (const part of parts) {
    for (let token = 0; token < part.length; token++) {
      const weight = shares[first + token]!;
      if (weight !== 0) shares[first + token] = (weight * dot(part.qkv, place(part, token, 2), read)) / size;
    }
    first += part.length;
  }
  return dot(older, 0, read) / size;
}

/** <x[at ..], y> */
function dot(x: Float32Array, at: number, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += x[at + i]! * y[i]!;
  return sum;
}
