/**
 * What each head was given at the tokens of a part, head by head and in the order in which a look at the memory goes through
 * it. Every look needs it, so it is worked out once and kept as long as the part.
 */
import type { ModelConfig } from '../engine/backend.ts';
import type { Keys } from '../engine/kernel/look.ts';
import { roomForFeatures, setFeatures } from './features.ts';
import type { Part } from './reads.ts';

export type Shape = Pick<ModelConfig, 'layers' | 'heads' | 'headDim' | 'nu'>;

/** Keys, values, the lengths |phi(k)| and |v|^2, and the strengths, [layers][heads][tokens]. */
export interface Given extends Keys {
  readonly size: Float32Array;
  readonly whole: Float32Array;
}

const known = new WeakMap<Part, Given>();

export function givenOf(shape: Shape, part: Part): Given {
  let given = known.get(part);
  if (given === undefined) known.set(part, (given = compute(shape, part)));
  return given;
}

function compute({ layers, heads, headDim, nu }: Shape, { qkv, beta: strengths, length }: Part): Given {
  const keys = layers * heads * length;
  const [at, value] = [new Uint16Array(keys * headDim * nu), new Float32Array(keys * headDim * nu)];
  const [ends, v] = [new Uint32Array(keys), new Float32Array(keys * headDim)];
  const [size, whole, beta] = [new Float32Array(keys), new Float32Array(keys), new Float32Array(keys)];
  const phi = roomForFeatures(headDim, nu);
  let end = 0;
  for (let key = 0; key < keys; key++) {
    const token = key % length;
    const head = Math.floor(key / length) % heads;
    const row = Math.floor(key / (length * heads)) * length + token;
    const own = (row * 3 * heads + head) * headDim;
    setFeatures(qkv, own + heads * headDim, headDim, nu, phi);
    let squares = 0;
    for (let i = 0; i < phi.count; i++, end++) {
      squares += phi.value[i]! ** 2;
      at[end] = phi.at[i]!;
      value[end] = phi.value[i]!;
    }
    ends[key] = end;
    size[key] = Math.sqrt(squares);
    squares = 0;
    for (let i = 0; i < headDim; i++) {
      const x = qkv[own + 2 * heads * headDim + i]!;
      v[key * headDim + i] = x;
      squares += x * x;
    }
    whole[key] = squares;
    beta[key] = strengths[row * heads + head]!;
  }
  return { length, at: at.slice(0, end), value: value.slice(0, end), ends, v, size, whole, beta };
}

/** Where the features of a key begin. */
export function firstOf({ ends }: Pick<Given, 'ends'>, key: number): number {
  return key === 0 ? 0 : ends[key - 1]!;
}

/** The numbers of all tokens of a record, [layers][heads][tokens], from those of its parts. */
export function joined(
  parts: readonly Given[],
  heads: number,
  of: (part: Given, i: number) => Float32Array,
): Float32Array {
  const tokens = parts.reduce((sum, { length }) => sum + length, 0);
  const all = new Float32Array(heads * tokens);
  let first = 0;
  for (const [i, part] of parts.entries()) {
    const own = of(part, i);
    const { length } = part;
    for (let at = 0; at < heads; at++) all.set(own.subarray(at * length, (at + 1) * length), at * tokens + first);
    first += length;
  }
  return all;
}
