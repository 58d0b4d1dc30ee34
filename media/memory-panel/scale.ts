/**
 * One scale for all heads. Fast weights have heavy tails: its end is where one cell in five hundred lies beyond,
 * rounded up to 1, 2 or 5 times a power of ten; what lies beyond has the end's colour.
 */

const within = 0.998;

/**
 * The scale for these weights. It keeps `previous` while that fits: it grows at once, and shrinks only when less
 * than a fifth of it is used, so that colours keep their meaning while one types.
 */
export function scaleOf(weights: Float32Array, previous?: number): number {
  const size = quantileOf(weights, within);
  if (previous !== undefined && size <= previous && size >= previous / 5) return previous;
  return size > 0 ? roundedUp(size) : (previous ?? 1);
}

/**
 * The size that this part of the cells does not exceed, up to an eighth too large; what is not finite does not
 * count. It sorts by the leading bits of each float (exponent and three more), which takes one pass and no sorting.
 */
export function quantileOf(weights: Float32Array, part: number): number {
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  const counts = new Uint32Array(infinite + 1);
  for (const word of bits) counts[Math.min((word >>> 20) & 0x7ff, infinite)]!++;
  let beyond = Math.floor((1 - part) * (weights.length - counts[infinite]!));
  let bin = infinite - 1;
  while (bin > 0 && (beyond -= counts[bin]!) >= 0) bin--;
  return bin === 0 ? 0 : new Float32Array(new Uint32Array([(bin + 1) << 20]).buffer)[0]!;
}

/** The first of the leading bits' values that stands for no finite number. */
const infinite = 0x7f8;

/** The next 1, 2 or 5 times a power of ten; read from decimal, so that 0.2 is 0.2 to the bit. */
export function roundedUp(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  for (const leading of [1, 2, 5]) {
    const round = Number(`${leading}e${exponent}`);
    if (round >= value) return round;
  }
  return Number(`1e${exponent + 1}`);
}
