import { fine, pixelsOf } from './colour.ts';
import type { Theme } from './palette.ts';

/** Writes one pixel for each value, in order: a head's [row][column] becomes pixel (column, row). See `entryOf`. */
export function fillPixels(pixels: Uint32Array, values: Float32Array, scale: number, theme: Theme): void {
  const table = pixelsOf(theme);
  const factor = fine / scale;
  const middle = fine + 0.5;
  for (let i = 0; i < values.length; i++) {
    let at = values[i]! * factor;
    if (at < -fine) at = -fine;
    else if (!(at < fine)) at = at >= fine ? fine : 0; // no comparison holds for NaN
    pixels[i] = table[(at + middle) | 0]!;
  }
}
