/**
 * Arithmetic for those who look at the memory, not for the model's step: it goes through the keys that were written, in
 * [heads][n]. Of phi of a key only the features that are not zero are there: `at` (uint16) their places, `value` (float32)
 * what they are, those of all keys one after the other, and `ends` (uint32) where each key's end, counted in features. v is
 * [heads][n][d]; d: a multiple of 32.
 */
import { laneSum } from './exponential';

/**
 * With r = W phi(k): <r, v> and |r|^2 of each key.
 *
 * @param W [heads][size / d][d]
 * @param size numbers of one head's W
 * @param out [2][heads][n]
 */
export function back(
  W: usize, size: i32, at: usize, value: usize, ends: usize, v: usize, heads: i32, n: i32, d: i32, out: usize,
): void {
  const row = (<usize>d) << 2;
  const second = (<usize>(heads * n)) << 2;
  let from: usize = 0;
  for (let h = 0; h < heads; h++) {
    for (let t = 0; t < n; t++) {
      const to = <usize>load<u32>(ends);
      let along = f32x4.splat(0), squares = along;
      for (let i: usize = 0; i < row; i += 128) {
        let a = f32x4.splat(0), b = a, c = a, e = a, a1 = a, b1 = a, c1 = a, e1 = a;
        for (let f = from; f < to; f++) {
          const column = W + <usize>load<u16>(at + (f << 1)) * row + i;
          const phi = v128.load32_splat(value + (f << 2));
          a = f32x4.add(a, f32x4.mul(phi, v128.load(column)));
          b = f32x4.add(b, f32x4.mul(phi, v128.load(column, 16)));
          c = f32x4.add(c, f32x4.mul(phi, v128.load(column, 32)));
          e = f32x4.add(e, f32x4.mul(phi, v128.load(column, 48)));
          a1 = f32x4.add(a1, f32x4.mul(phi, v128.load(column, 64)));
          b1 = f32x4.add(b1, f32x4.mul(phi, v128.load(column, 80)));
          c1 = f32x4.add(c1, f32x4.mul(phi, v128.load(column, 96)));
          e1 = f32x4.add(e1, f32x4.mul(phi, v128.load(column, 112)));
        }
        along = f32x4.add(f32x4.add(along, f32x4.mul(a, v128.load(v + i))), f32x4.mul(a1, v128.load(v + i, 64)));
        along = f32x4.add(f32x4.add(along, f32x4.mul(b, v128.load(v + i, 16))), f32x4.mul(b1, v128.load(v + i, 80)));
        along = f32x4.add(f32x4.add(along, f32x4.mul(c, v128.load(v + i, 32))), f32x4.mul(c1, v128.load(v + i, 96)));
        along = f32x4.add(f32x4.add(along, f32x4.mul(e, v128.load(v + i, 48))), f32x4.mul(e1, v128.load(v + i, 112)));
        squares = f32x4.add(f32x4.add(squares, f32x4.mul(a, a)), f32x4.mul(a1, a1));
        squares = f32x4.add(f32x4.add(squares, f32x4.mul(b, b)), f32x4.mul(b1, b1));
        squares = f32x4.add(f32x4.add(squares, f32x4.mul(c, c)), f32x4.mul(c1, c1));
        squares = f32x4.add(f32x4.add(squares, f32x4.mul(e, e)), f32x4.mul(e1, e1));
      }
      store<f32>(out, laneSum(along));
      store<f32>(out + second, laneSum(squares));
      from = to;
      ends += 4;
      v += row;
      out += 4;
    }
    W += (<usize>size) << 2;
  }
}

/**
 * From the last of `count` tokens back to the first: a = beta <phi(k), r>, r -= a phi(k), read += a v.
 *
 * @param r [heads][dots], changed
 * @param read [heads][d], changed
 * @param out a, [heads][n]; 0 after the first `count` tokens
 */
export function weigh(
  at: usize, value: usize, ends: usize, beta: usize, v: usize, heads: i32, n: i32, count: i32, d: i32,
  r: usize, dots: i32, read: usize, out: usize,
): void {
  const row = (<usize>d) << 2;
  for (let h = 0; h < heads; h++) {
    for (let t = n - 1; t >= 0; t--) {
      const key = <usize>(h * n + t);
      let a: f32 = 0;
      if (t < count) {
        const from: usize = key == 0 ? 0 : <usize>load<u32>(ends + ((key - 1) << 2));
        const to = <usize>load<u32>(ends + (key << 2));
        for (let f = from; f < to; f++) {
          a += load<f32>(value + (f << 2)) * load<f32>(r + (<usize>load<u16>(at + (f << 1)) << 2));
        }
        a *= load<f32>(beta + (key << 2));
        for (let f = from; f < to; f++) {
          const rest = r + (<usize>load<u16>(at + (f << 1)) << 2);
          store<f32>(rest, load<f32>(rest) - a * load<f32>(value + (f << 2)));
        }
        const weight = f32x4.splat(a);
        for (let i: usize = 0; i < row; i += 16) {
          v128.store(read + i, f32x4.add(v128.load(read + i), f32x4.mul(weight, v128.load(v + key * row + i))));
        }
      }
      store<f32>(out + (key << 2), a);
    }
    r += (<usize>dots) << 2;
    read += row;
  }
}

/** <o, v> of each key, [heads][n], with o [heads][d]. */
export function along(v: usize, heads: i32, n: i32, d: i32, o: usize, out: usize): void {
  const row = (<usize>d) << 2;
  for (let h = 0; h < heads; h++) {
    for (let t = 0; t < n; t++) {
      let sum = f32x4.splat(0);
      for (let i: usize = 0; i < row; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(o + i), v128.load(v + i)));
      store<f32>(out, laneSum(sum));
      v += row;
      out += 4;
    }
    o += row;
  }
}
