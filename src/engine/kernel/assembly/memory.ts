/**
 * The fast weights of one layer, in float32, token after token (training/delta.py, delta_sequential). Here a head's W lies
 * transposed, [d_dot][e]: a feature is a row, and three quarters of DPFP's features are zero, so their rows are skipped.
 */
import { laneSum, sigmoid } from './exponential';

/** Causal convolution of width 4: x [n, stride], past [3, channels] -> out [n, channels]; past moves on. */
export function convolve(x: usize, stride: i32, past: usize, taps: usize, n: i32, channels: i32, out: usize): void {
  const row = (<usize>channels) << 2;
  for (let i: usize = 0; i < row; i += 16) {
    const w0 = v128.load(taps + i), w1 = v128.load(taps + row + i);
    const w2 = v128.load(taps + 2 * row + i), w3 = v128.load(taps + 3 * row + i);
    let a = v128.load(past + i), b = v128.load(past + row + i), c = v128.load(past + 2 * row + i);
    for (let t: usize = 0; t < <usize>n; t++) {
      const d = v128.load(x + ((t * <usize>stride) << 2) + i);
      const old = f32x4.add(f32x4.mul(a, w0), f32x4.mul(b, w1));
      v128.store(out + t * row + i, f32x4.add(old, f32x4.add(f32x4.mul(c, w2), f32x4.mul(d, w3))));
      a = b;
      b = c;
      c = d;
    }
    v128.store(past + i, a);
    v128.store(past + row + i, b);
    v128.store(past + 2 * row + i, c);
  }
}

/**
 * DPFP (eq. 37), sum-normalised (eq. 29), of x [d]: the features that are not zero, as pairs of row offset (bytes) and
 * value. r [2 d] is room for relu([x; -x]).
 *
 * @returns where they end
 */
function features(x: usize, d: i32, nu: i32, r: usize, pairs: usize): usize {
  const half = (<usize>d) << 2;
  const both = half << 1;
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < half; i += 16) {
    const value = v128.load(x + i);
    v128.store(r + i, f32x4.max(value, zero));
    v128.store(r + half + i, f32x4.max(f32x4.neg(value), zero));
  }
  // Written in any case and kept where it is not zero: a branch that nobody can foretell costs more.
  let end = pairs;
  let row: i32 = 0;
  for (let turn = 1; turn <= nu; turn++) {
    const ahead = (<usize>turn) << 2;
    for (let i: usize = 0; i < both; i += 4) {
      const next = i + ahead;
      const phi = load<f32>(r + i) * load<f32>(r + (next < both ? next : next - both));
      store<i32>(end, row);
      store<f32>(end, phi, 4);
      end += (<usize>(phi > 0)) << 3;
      row += <i32>half;
    }
  }
  let sum: f32 = 0;
  for (let pair = pairs; pair < end; pair += 8) sum += load<f32>(pair, 4);
  const inverse: f32 = <f32>1 / (sum + <f32>1e-6);
  for (let pair = pairs; pair < end; pair += 8) store<f32>(pair, load<f32>(pair, 4) * inverse, 4);
  return end;
}

/** 16 values of W phi. */
// @ts-ignore: decorator
@inline
function read(W: usize, pairs: usize, end: usize, out: usize): void {
  let a = f32x4.splat(0), b = a, c = a, e = a;
  for (; pairs < end; pairs += 8) {
    const row = W + <usize>load<i32>(pairs);
    const phi = v128.load32_splat(pairs, 4);
    a = f32x4.add(a, f32x4.mul(phi, v128.load(row)));
    b = f32x4.add(b, f32x4.mul(phi, v128.load(row, 16)));
    c = f32x4.add(c, f32x4.mul(phi, v128.load(row, 32)));
    e = f32x4.add(e, f32x4.mul(phi, v128.load(row, 48)));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, e, 48);
}

/** 16 columns of W += phi write. */
// @ts-ignore: decorator
@inline
function add(W: usize, pairs: usize, end: usize, write: usize): void {
  const a = v128.load(write), b = v128.load(write, 16), c = v128.load(write, 32), e = v128.load(write, 48);
  for (; pairs < end; pairs += 8) {
    const row = W + <usize>load<i32>(pairs);
    const phi = v128.load32_splat(pairs, 4);
    v128.store(row, f32x4.add(v128.load(row), f32x4.mul(phi, a)));
    v128.store(row, f32x4.add(v128.load(row, 16), f32x4.mul(phi, b)), 16);
    v128.store(row, f32x4.add(v128.load(row, 32), f32x4.mul(phi, c)), 32);
    v128.store(row, f32x4.add(v128.load(row, 48), f32x4.mul(phi, e)), 48);
  }
}

/**
 * Delta rule (eq. 20-25), beta in (0, betaMax), and the norm of each head's read.
 *
 * @param qkv [n, 3, heads, d] after the convolution
 * @param beta [n] logits a head, `stride` apart by token
 * @param bias [heads] of beta
 * @param W [heads][d_dot][d], changed
 * @param y [n, heads, d]
 * @param room (5 d + 4 d nu) float32; d: a multiple of 16
 */
export function remember(
  qkv: usize, beta: usize, stride: i32, bias: usize, W: usize, n: i32, heads: i32, d: i32, nu: i32, betaMax: f32,
  y: usize, room: usize,
): void {
  const head = (<usize>d) << 2;
  const inner = <usize>heads * head;
  const write = room + 2 * head;
  const keys = write + head;
  const size = <usize>(2 * nu) * <usize>d * head;
  for (let h = 0; h < heads; h++) {
    const at = <usize>h * head;
    for (let t = 0; t < n; t++) {
      const q = qkv + <usize>t * 3 * inner + at;
      const out = y + <usize>t * inner + at;
      const logit = load<f32>(beta + (<usize>(t * stride + h) << 2)) + load<f32>(bias + ((<usize>h) << 2));
      const strength = f32x4.mul(f32x4.splat(betaMax), sigmoid(f32x4.splat(logit)));
      let end = features(q + inner, d, nu, room, keys);
      for (let i: usize = 0; i < head; i += 64) read(W + i, keys, end, write + i);
      for (let i: usize = 0; i < head; i += 16) {
        const missing = f32x4.sub(v128.load(q + 2 * inner + i), v128.load(write + i));
        v128.store(write + i, f32x4.mul(missing, strength));
      }
      for (let i: usize = 0; i < head; i += 64) add(W + i, keys, end, write + i);
      end = features(q, d, nu, room, keys);
      for (let i: usize = 0; i < head; i += 64) read(W + i, keys, end, out + i);
      let squares = f32x4.splat(0);
      for (let i: usize = 0; i < head; i += 16) {
        const value = v128.load(out + i);
        squares = f32x4.add(squares, f32x4.mul(value, value));
      }
      const inverse = f32x4.splat(<f32>1 / sqrt<f32>(laneSum(squares) / <f32>d + <f32>1e-6));
      for (let i: usize = 0; i < head; i += 16) v128.store(out + i, f32x4.mul(v128.load(out + i), inverse));
    }
    W += size;
  }
}

/** count matrices [rows, columns] -> [columns, rows], float32: between the state's layout and this one. Multiples of 4. */
export function transpose(from: usize, count: i32, rows: i32, columns: i32, to: usize): void {
  const wide = (<usize>columns) << 2;
  const high = (<usize>rows) << 2;
  for (let m = 0; m < count; m++) {
    for (let i: usize = 0; i < <usize>rows; i += 4) {
      for (let j: usize = 0; j < <usize>columns; j += 4) {
        const at = from + i * wide + (j << 2);
        const a = v128.load(at), b = v128.load(at + wide), c = v128.load(at + 2 * wide), d = v128.load(at + 3 * wide);
        const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
        const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5), dc = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
        const target = to + j * high + (i << 2);
        v128.store(target, v128.shuffle<i64>(ab, cd, 0, 2));
        v128.store(target + high, v128.shuffle<i64>(ab, cd, 1, 3));
        v128.store(target + 2 * high, v128.shuffle<i64>(ba, dc, 0, 2));
        v128.store(target + 3 * high, v128.shuffle<i64>(ba, dc, 1, 3));
      }
    }
    from += <usize>rows * wide;
    to += <usize>rows * wide;
  }
}
