/**
 * phi: what the memory makes of a key or a query, DPFP-nu (eq. 37), sum-normalised (eq. 29), as the graph and
 * training/delta.py do. Of r = relu([x; -x]) one in two entries is zero, so of r_i * r_(i+shift) at most headDim a shift
 * are not: they are kept as pairs.
 */

/** phi of one head's vector; `at` and `value` have headDim * nu entries, of which the first `count` are set. */
export interface Features {
  /** Places in phi, each below d_dot = 2 headDim nu. */
  readonly at: Uint16Array;
  readonly value: Float32Array;
  count: number;
}

/** As training/delta.py: an all-zero phi stays zero. */
const epsilon = 1e-6;

export function roomForFeatures(headDim: number, nu: number): Features {
  return { at: new Uint16Array(headDim * nu), value: new Float32Array(headDim * nu), count: 0 };
}

/** Sets `out` to phi of the `headDim` numbers of `x` from `start` on. */
export function setFeatures(x: Float32Array, start: number, headDim: number, nu: number, out: Features): void {
  const { at, value } = out;
  let count = 0;
  let sum = 0;
  for (let shift = 1; shift <= nu; shift++) {
    for (let i = 0; i < headDim; i++) {
      const own = x[start + i]!;
      // Where the other factor stands in [x; -x], the index cyclic.
      const place = (own > 0 ? i : headDim + i) + shift;
      const other =
        place < headDim
          ? x[start + place]!
          : place < 2 * headDim
            ? -x[start + place - headDim]!
            : x[start + place - 2 * headDim]!;
      if (other <= 0 || own === 0) continue;
      const product = Math.abs(own) * other;
      at[count] = 2 * headDim * (shift - 1) + place - shift;
      value[count] = product;
      sum += product;
      count += 1;
    }
  }
  for (let i = 0; i < count; i++) value[i]! /= sum + epsilon;
  out.count = count;
}
