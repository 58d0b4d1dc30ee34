/** From a number of the memory to its colour: pure, so that a test can compute the pixels that it expects. */

import { curve } from './curve.ts';
import { paletteOf, steps, type Rgb, type Theme } from './palette.ts';

/** Entries of a theme's table from zero to either end: there, where the curve is steepest, still four to a colour. */
export const fine = 2048;

const tables = new Map<Theme, Uint32Array>();

/**
 * Opaque RGBA pixels by value: entry `fine` + value / scale * `fine`. To look a pixel up is ten times as fast as to
 * compute its place on the curve, and 12 x 8 heads have to be drawn within a frame.
 */
export function pixelsOf(theme: Theme): Uint32Array {
  let table = tables.get(theme);
  if (!table) tables.set(theme, (table = build(theme)));
  return table;
}

/** Entry for a value; NaN counts as zero, and what lies beyond the scale has its end's colour. */
export function entryOf(value: number, scale: number): number {
  const at = (value / scale) * fine;
  if (Number.isNaN(at)) return fine;
  return Math.floor(Math.min(fine, Math.max(-fine, at)) + fine + 0.5);
}

/** The colour of `value`, as bytes, where the colours run from -scale to +scale. */
export function colourOf(value: number, scale: number, theme: Theme): Rgb {
  const at = 4 * entryOf(value, scale);
  const bytes = new Uint8Array(pixelsOf(theme).buffer);
  return [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
}

/** Written byte by byte, so that it is right whichever end of a word comes first. */
function build(theme: Theme): Uint32Array {
  const palette = paletteOf(theme);
  const bytes = new Uint8Array(4 * (2 * fine + 1));
  for (let i = 0; i <= 2 * fine; i++) {
    const entry = steps + Math.round(steps * curve((i - fine) / fine));
    bytes.set(palette.subarray(3 * entry, 3 * entry + 3), 4 * i);
    bytes[4 * i + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

export type { Rgb, Theme };
