/**
 * Activations [n, columns] int8 times a matrix of 7 bits a weight. Sums are whole numbers, so the order of adding and the
 * number of tokens of a call change no bit of the result.
 *
 * Weights w in -63 .. 63 are stored as w + 64: the relaxed dot product wants its second operand within 7 bits, unsigned
 * (WebAssembly relaxed SIMD, i32x4.relaxed_dot_i8x16_i7x16_add_s). What the 64 adds is taken off at the start.
 *
 * Layout: blocks of 16 rows; in a block, for every four columns, 16 rows of four bytes. So 16 bytes hold four rows, and
 * each lane of the sum belongs to one of them.
 */
import { laneMax } from './exponential';

const OFFSET: i32 = 64;

/** x [n, columns] float32 -> q int8, by token its scale and the sum of its q. columns: a multiple of 16. */
export function quantise(x: usize, n: i32, columns: i32, q: usize, scales: usize, sums: usize): void {
  for (let t = 0; t < n; t++) {
    let most = f32x4.splat(0);
    for (let i = 0; i < columns; i += 4) most = f32x4.max(most, f32x4.abs(v128.load(x + ((<usize>i) << 2))));
    const largest = laneMax(most);
    const inverse = f32x4.splat(largest > 0 ? <f32>127 / largest : 0);
    let sum = i32x4.splat(0);
    for (let i = 0; i < columns; i += 16) {
      const at = x + ((<usize>i) << 2);
      const a = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), inverse)));
      const b = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at, 16), inverse)));
      const c = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at, 32), inverse)));
      const d = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at, 48), inverse)));
      sum = i32x4.add(sum, i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
      v128.store(q + <usize>i, i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
    }
    store<f32>(scales + ((<usize>t) << 2), largest / 127);
    store<i32>(
      sums + ((<usize>t) << 2),
      i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3),
    );
    x += (<usize>columns) << 2;
    q += <usize>columns;
  }
}

/**
 * out [n, rows] float32 = scale of the token * scale of the row * (q . w).
 *
 * @param w scales [rows] float32, then the weights; rows: a multiple of 16, columns: of 8
 */
export function multiply(
  w: usize, rows: i32, columns: i32, q: usize, scales: usize, sums: usize, n: i32, out: usize,
): void {
  const block = (<usize>columns) << 4;
  const width = (<usize>rows) << 2;
  let weights = w + width;
  for (let row = 0; row < rows; row += 16) {
    const rowScales = w + ((<usize>row) << 2);
    const target = out + ((<usize>row) << 2);
    let t = 0;
    for (; t + 4 <= n; t += 4) {
      const a = q + <usize>t * <usize>columns;
      const to = target + <usize>t * width;
      const at = (<usize>t) << 2;
      fourTokens(weights, rowScales, columns, a, scales + at, sums + at, to, width);
      fourTokens(weights + 32, rowScales + 32, columns, a, scales + at, sums + at, to + 32, width);
    }
    for (; t < n; t++) {
      const at = (<usize>t) << 2;
      oneToken(weights, rowScales, columns, q + <usize>t * <usize>columns, scales + at, sums + at, target + <usize>t * width);
    }
    weights += block;
  }
}

// @ts-ignore: decorator
@inline
function scaled(sum: v128, rowScale: v128, scale: v128): v128 {
  return f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(sum), rowScale), scale);
}

/** sum + the dot products of four columns, each lane of another row; w of at most 7 bits, so that no step overflows. */
// @ts-ignore: decorator
@inline
function dot(a: v128, w: v128, sum: v128): v128 {
  if (PAIRS) return i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(a, w)));
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(a, w, sum);
}

/** Of the two halves of four rows, each lane the sum of two columns: the four rows' sums. */
// @ts-ignore: decorator
@inline
function paired(low: v128, high: v128): v128 {
  return i32x4.add(
    v128.shuffle<i32>(low, high, 0, 2, 4, 6),
    v128.shuffle<i32>(low, high, 1, 3, 5, 7),
  );
}

// @ts-ignore: decorator
@inline
function low(a: v128, w: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, i16x8.extend_low_i8x16_s(w)));
}

// @ts-ignore: decorator
@inline
function high(a: v128, w: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, i16x8.extend_high_i8x16_s(w)));
}

/** 16 rows. */
function oneToken(w: usize, rowScales: usize, columns: i32, q: usize, scales: usize, sums: usize, out: usize): void {
  const start = i32x4.splat(-OFFSET * load<i32>(sums));
  const scale = v128.load32_splat(scales);
  const end = q + <usize>columns;
  if (ASC_FEATURE_RELAXED_SIMD) {
    let s0 = start, s1 = start, s2 = start, s3 = start;
    let r0 = i32x4.splat(0), r1 = r0, r2 = r0, r3 = r0;
    for (; q < end; q += 8) {
      const a = v128.load32_splat(q);
      s0 = dot(a, v128.load(w), s0);
      s1 = dot(a, v128.load(w, 16), s1);
      s2 = dot(a, v128.load(w, 32), s2);
      s3 = dot(a, v128.load(w, 48), s3);
      const b = v128.load32_splat(q, 4);
      r0 = dot(b, v128.load(w, 64), r0);
      r1 = dot(b, v128.load(w, 80), r1);
      r2 = dot(b, v128.load(w, 96), r2);
      r3 = dot(b, v128.load(w, 112), r3);
      w += 128;
    }
    v128.store(out, scaled(i32x4.add(s0, r0), v128.load(rowScales), scale));
    v128.store(out, scaled(i32x4.add(s1, r1), v128.load(rowScales, 16), scale), 16);
    v128.store(out, scaled(i32x4.add(s2, r2), v128.load(rowScales, 32), scale), 32);
    v128.store(out, scaled(i32x4.add(s3, r3), v128.load(rowScales, 48), scale), 48);
  } else {
    const zero = i32x4.splat(0);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
    for (; q < end; q += 4) {
      const a = i16x8.extend_low_i8x16_s(v128.load32_splat(q));
      const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
      s0 = low(a, w0, s0);
      s1 = high(a, w0, s1);
      s2 = low(a, w1, s2);
      s3 = high(a, w1, s3);
      s4 = low(a, w2, s4);
      s5 = high(a, w2, s5);
      s6 = low(a, w3, s6);
      s7 = high(a, w3, s7);
      w += 64;
    }
    v128.store(out, scaled(i32x4.add(start, paired(s0, s1)), v128.load(rowScales), scale));
    v128.store(out, scaled(i32x4.add(start, paired(s2, s3)), v128.load(rowScales, 16), scale), 16);
    v128.store(out, scaled(i32x4.add(start, paired(s4, s5)), v128.load(rowScales, 32), scale), 32);
    v128.store(out, scaled(i32x4.add(start, paired(s6, s7)), v128.load(rowScales, 48), scale), 48);
  }
}

/** 8 rows of a block of 16, four tokens: what is loaded serves twice or four times. */
function fourTokens(
  w: usize, rowScales: usize, columns: i32, q: usize, scales: usize, sums: usize, out: usize, width: usize,
): void {
  const p = q + <usize>columns;
  const r = p + <usize>columns;
  const s = r + <usize>columns;
  let a0 = i32x4.splat(-OFFSET * load<i32>(sums)), a1 = a0;
  let b0 = i32x4.splat(-OFFSET * load<i32>(sums, 4)), b1 = b0;
  let c0 = i32x4.splat(-OFFSET * load<i32>(sums, 8)), c1 = c0;
  let d0 = i32x4.splat(-OFFSET * load<i32>(sums, 12)), d1 = d0;
  if (ASC_FEATURE_RELAXED_SIMD) {
    for (let i: usize = 0; i < <usize>columns; i += 4) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      let a = v128.load32_splat(q + i);
      a0 = dot(a, w0, a0);
      a1 = dot(a, w1, a1);
      a = v128.load32_splat(p + i);
      b0 = dot(a, w0, b0);
      b1 = dot(a, w1, b1);
      a = v128.load32_splat(r + i);
      c0 = dot(a, w0, c0);
      c1 = dot(a, w1, c1);
      a = v128.load32_splat(s + i);
      d0 = dot(a, w0, d0);
      d1 = dot(a, w1, d1);
      w += 64;
    }
  } else {
    // One group of four rows after the other: twice as many sums are needed here.
    for (let group = 0; group < 2; group++) {
      const zero = i32x4.splat(0);
      let l0 = zero, l1 = zero, l2 = zero, l3 = zero, h0 = zero, h1 = zero, h2 = zero, h3 = zero;
      let from = w + ((<usize>group) << 4);
      for (let i: usize = 0; i < <usize>columns; i += 4) {
        const both = v128.load(from);
        const wl = i16x8.extend_low_i8x16_s(both), wh = i16x8.extend_high_i8x16_s(both);
        let a = i16x8.extend_low_i8x16_s(v128.load32_splat(q + i));
        l0 = i32x4.add(l0, i32x4.dot_i16x8_s(a, wl));
        h0 = i32x4.add(h0, i32x4.dot_i16x8_s(a, wh));
        a = i16x8.extend_low_i8x16_s(v128.load32_splat(p + i));
        l1 = i32x4.add(l1, i32x4.dot_i16x8_s(a, wl));
        h1 = i32x4.add(h1, i32x4.dot_i16x8_s(a, wh));
        a = i16x8.extend_low_i8x16_s(v128.load32_splat(r + i));
        l2 = i32x4.add(l2, i32x4.dot_i16x8_s(a, wl));
        h2 = i32x4.add(h2, i32x4.dot_i16x8_s(a, wh));
        a = i16x8.extend_low_i8x16_s(v128.load32_splat(s + i));
        l3 = i32x4.add(l3, i32x4.dot_i16x8_s(a, wl));
        h3 = i32x4.add(h3, i32x4.dot_i16x8_s(a, wh));
        from += 64;
      }
      if (group == 0) {
        a0 = i32x4.add(a0, paired(l0, h0));
        b0 = i32x4.add(b0, paired(l1, h1));
        c0 = i32x4.add(c0, paired(l2, h2));
        d0 = i32x4.add(d0, paired(l3, h3));
      } else {
        a1 = i32x4.add(a1, paired(l0, h0));
        b1 = i32x4.add(b1, paired(l1, h1));
        c1 = i32x4.add(c1, paired(l2, h2));
        d1 = i32x4.add(d1, paired(l3, h3));
      }
    }
  }
  const row0 = v128.load(rowScales), row1 = v128.load(rowScales, 16);
  let scale = v128.load32_splat(scales);
  v128.store(out, scaled(a0, row0, scale));
  v128.store(out, scaled(a1, row1, scale), 16);
  scale = v128.load32_splat(scales, 4);
  v128.store(out + width, scaled(b0, row0, scale));
  v128.store(out + width, scaled(b1, row1, scale), 16);
  scale = v128.load32_splat(scales, 8);
  v128.store(out + 2 * width, scaled(c0, row0, scale));
  v128.store(out + 2 * width, scaled(c1, row1, scale), 16);
  scale = v128.load32_splat(scales, 12);
  v128.store(out + 3 * width, scaled(d0, row0, scale));
  v128.store(out + 3 * width, scaled(d1, row1, scale), 16);
}
