/**
 * How strongly a number is coloured. Fast weights have heavy tails: on a straight scale a few cells would blaze and
 * the rest would look empty. The inverse hyperbolic sine is straight around zero and logarithmic further out, has
 * no corner and keeps the sign.
 */

/** Where it bends: a fifth of the scale already gets a third of the colour. */
const bend = 4;

/** From value / scale to the strength of the colour, both -1 .. 1; beyond the scale it stays at the end. */
export function curve(ratio: number): number {
  return Math.asinh(bend * Math.min(1, Math.max(-1, ratio))) / Math.asinh(bend);
}

/** The inverse of `curve`: which value / scale has this strength. */
export function uncurve(strength: number): number {
  return Math.sinh(strength * Math.asinh(bend)) / bend;
}
