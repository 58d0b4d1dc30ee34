/** What a memory gives back for the keys that were written to it: for those who look at it, not for the model's step. */
import { laneSum } from './exponential';

/**
 * With r = W phi(k): <r, v> and |r|^2 of each key.
 *
 * @param W [heads][size / d][d]
 * @param size numbers of one head's W
 * @param at where the features of a key that are not zero stand, uint16, all keys' one after the other; value: what they are
 * @param ends where each key's end, counted in features
 * @param v [heads][n][d]; d: a multiple of 16
 * @param out [heads][n][2]
 */
export function back(
  W: usize, size: i32, at: usize, value: usize, ends: usize, v: usize, heads: i32, n: i32, d: i32, out: usize,
): void {
  const row = (<usize>d) << 2;
  let from: usize = 0;
  for (let h = 0; h < heads; h++) {
    for (let t = 0; t < n; t++) {
      const to = <usize>load<u32>(ends);
      let along = f32x4.splat(0), squares = along;
      for (let i: usize = 0; i < row; i += 64) {
        let a = f32x4.splat(0), b = a, c = a, e = a;
        for (let f = from; f < to; f++) {
          const column = W + <usize>load<u16>(at + (f << 1)) * row + i;
          const phi = v128.load32_splat(value + (f << 2));
          a = f32x4.add(a, f32x4.mul(phi, v128.load(column)));
          b = f32x4.add(b, f32x4.mul(phi, v128.load(column, 16)));
          c = f32x4.add(c, f32x4.mul(phi, v128.load(column, 32)));
          e = f32x4.add(e, f32x4.mul(phi, v128.load(column, 48)));
        }
        along = f32x4.add(along, f32x4.mul(a, v128.load(v + i)));
        along = f32x4.add(along, f32x4.mul(b, v128.load(v + i, 16)));
        along = f32x4.add(along, f32x4.mul(c, v128.load(v + i, 32)));
        along = f32x4.add(along, f32x4.mul(e, v128.load(v + i, 48)));
        squares = f32x4.add(squares, f32x4.mul(a, a));
        squares = f32x4.add(squares, f32x4.mul(b, b));
        squares = f32x4.add(squares, f32x4.mul(c, c));
        squares = f32x4.add(squares, f32x4.mul(e, e));
      }
      store<f32>(out, laneSum(along));
      store<f32>(out, laneSum(squares), 4);
      from = to;
      ends += 4;
      v += row;
      out += 8;
    }
    W += (<usize>size) << 2;
  }
}
