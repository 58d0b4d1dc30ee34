/** What lies between the matrices, in float32: every row is computed from that row alone. */
import { exponential, laneMax, laneSum, sigmoid } from './exponential';

/** x [n, dim] float32 from a table [vocab, dim] of float16. */
export function embed(tokens: usize, n: i32, table: usize, dim: i32, x: usize): void {
  for (let t = 0; t < n; t++) {
    const row = table + <usize>load<i32>(tokens + ((<usize>t) << 2)) * ((<usize>dim) << 1);
    for (let i: usize = 0; i < <usize>dim; i++) {
      const bits = <u32>load<u16>(row + (i << 1));
      // A float16 moved to float32's place has an exponent that is 112 too small.
      const value = reinterpret<f32>((bits & 0x7fff) << 13) * reinterpret<f32>((127 + 112) << 23);
      store<f32>(x + (i << 2), bits & 0x8000 ? -value : value);
    }
    x += (<usize>dim) << 2;
  }
}

/** RMSNorm: x [n, dim], scale [dim] -> h [n, dim]. */
export function norm(x: usize, scale: usize, n: i32, dim: i32, h: usize): void {
  const row = (<usize>dim) << 2;
  for (let t = 0; t < n; t++) {
    let squares = f32x4.splat(0);
    for (let i: usize = 0; i < row; i += 16) {
      const value = v128.load(x + i);
      squares = f32x4.add(squares, f32x4.mul(value, value));
    }
    const inverse = f32x4.splat(<f32>1 / sqrt<f32>(laneSum(squares) / <f32>dim + <f32>1e-6));
    for (let i: usize = 0; i < row; i += 16) {
      v128.store(h + i, f32x4.mul(f32x4.mul(v128.load(x + i), inverse), v128.load(scale + i)));
    }
    x += row;
    h += row;
  }
}

/** out [n, width] = silu(a) * b, rows of a and b `stride` floats apart. */
export function gate(a: usize, aStride: i32, b: usize, bStride: i32, n: i32, width: i32, out: usize): void {
  const row = (<usize>width) << 2;
  for (let t = 0; t < n; t++) {
    for (let i: usize = 0; i < row; i += 16) {
      const value = v128.load(a + i);
      v128.store(out + i, f32x4.mul(f32x4.mul(value, sigmoid(value)), v128.load(b + i)));
    }
    a += (<usize>aStride) << 2;
    b += (<usize>bStride) << 2;
    out += row;
  }
}

/** x += y; count: a multiple of 4. */
export function add(x: usize, y: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  for (let i: usize = 0; i < bytes; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
}

/** The greatest of count values, a multiple of 16. */
export function maximum(x: usize, count: i32): f32 {
  let a = v128.load(x), b = a, c = a, d = a;
  const end = x + ((<usize>count) << 2);
  for (; x < end; x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  return laneMax(f32x4.max(f32x4.max(a, b), f32x4.max(c, d)));
}

/** Sum of exp(value - most) over count values, a multiple of 4. */
export function sumExp(x: usize, count: i32, most: f32): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < (<usize>count) << 2; i += 16) {
    sum = f32x4.add(sum, exponential(f32x4.sub(v128.load(x + i), f32x4.splat(most))));
  }
  return laneSum(sum);
}

/** Index of the greatest of logits + mask, the first of equals. */
export function greatest(logits: usize, mask: usize, count: i32): i32 {
  let best = 0;
  let most: f32 = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = load<f32>(logits + ((<usize>i) << 2)) + load<f32>(mask + ((<usize>i) << 2));
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return best;
}
