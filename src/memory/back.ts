/** What a memory gives back for keys that were written: the one look at it that goes through every key at every update. */
import type { Back } from '../engine/kernel/back.ts';
import { readBack } from './replay.ts';

/** Where the kernel is not there, and what it is held against: engine/kernel/back.ts does the same with SIMD. */
export const plainBack: Back = (headDim, W, keys) => {
  const { length, ends, v } = keys;
  const size = (W.length * length) / ends.length;
  const answer = new Float32Array(2 * ends.length);
  const r = new Float64Array(headDim);
  for (let key = 0, from = 0; key < ends.length; key++) {
    const to = ends[key]!;
    readBack(W, Math.floor(key / length) * size, keys, from, to, r);
    let [along, squares] = [0, 0];
    for (let row = 0; row < headDim; row++) {
      along += r[row]! * v[key * headDim + row]!;
      squares += r[row]! * r[row]!;
    }
    answer[2 * key] = along;
    answer[2 * key + 1] = squares;
    from = to;
  }
  return answer;
};

/** Of two vectors, by their product and their squared lengths; 0 where one of them is nothing. */
export function cosine(along: number, size: number, whole: number): number {
  return size === 0 || whole === 0 ? 0 : along / Math.sqrt(size * whole);
}
