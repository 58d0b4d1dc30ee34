/** The kernel's look at a record (engine/kernel/look.ts) without the kernel, and what it is held against. */
import type { Keys, Look } from '../engine/kernel/look.ts';
import { firstOf } from './given.ts';
import { readBack } from './replay.ts';

export const plainLook: Look = {
  back: (W, parts) => parts.map((part) => back(W, part)),

  weigh(r, parts, until) {
    const read = new Float32Array(parts[0]!.v.length / parts[0]!.length);
    const weights: Float32Array[] = [];
    let first = parts.reduce((sum, { length }) => sum + length, 0);
    for (const part of parts.toReversed()) {
      first -= part.length;
      weights.unshift(weigh(r, part, until - first, read));
    }
    return { weights, read };
  },

  along: (o, parts) => parts.map((part) => along(o, part)),
};

function back(W: Float32Array, keys: Keys) {
  const { length, ends, v } = keys;
  const [sums, squares] = [new Float32Array(ends.length), new Float32Array(ends.length)];
  const r = new Float64Array(v.length / ends.length);
  for (const [key, end] of ends.entries()) {
    const size = (W.length * length) / ends.length;
    readBack(W, Math.floor(key / length) * size, keys, firstOf(keys, key), end, r);
    let [sum, square] = [0, 0];
    for (let row = 0; row < r.length; row++) {
      sum += r[row]! * v[key * r.length + row]!;
      square += r[row]! * r[row]!;
    }
    sums[key] = sum;
    squares[key] = square;
  }
  return { along: sums, squares };
}

/** Of one part, whose first `count` tokens are read; `r` and `read` go on. */
function weigh(r: Float32Array, keys: Keys, count: number, read: Float32Array): Float32Array {
  const { length, at, value, ends, v, beta } = keys;
  const headDim = v.length / ends.length;
  const heads = ends.length / length;
  const weights = new Float32Array(ends.length);
  for (let head = 0; head < heads; head++) {
    const own = (head * r.length) / heads;
    for (let key = head * length + Math.min(length, count) - 1; key >= head * length; key--) {
      const from = firstOf(keys, key);
      let weight = 0;
      for (let i = from; i < ends[key]!; i++) weight += value[i]! * r[own + at[i]!]!;
      weight *= beta[key]!;
      for (let i = from; i < ends[key]!; i++) r[own + at[i]!]! -= weight * value[i]!;
      for (let row = 0; row < headDim; row++) read[head * headDim + row]! += weight * v[key * headDim + row]!;
      weights[key] = weight;
    }
  }
  return weights;
}

function along(o: Float32Array, { length, ends, v }: Keys): Float32Array {
  const headDim = v.length / ends.length;
  return Float32Array.from(ends, (_, key) => {
    const head = Math.floor(key / length);
    let sum = 0;
    for (let row = 0; row < headDim; row++) sum += o[head * headDim + row]! * v[key * headDim + row]!;
    return sum;
  });
}
