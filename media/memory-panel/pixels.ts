import { entryOf } from './colour.ts';
import { paletteOf, type Theme } from './palette.ts';

/** Writes one opaque RGBA pixel for each value, in order: a head's [row][column] becomes pixel (column, row). */
export function fillPixels(pixels: Uint8ClampedArray, values: Float32Array, scale: number, theme: Theme): void {
  const palette = paletteOf(theme);
  for (let i = 0; i < values.length; i++) {
    const from = 3 * entryOf(values[i]!, scale);
    pixels[4 * i] = palette[from]!;
    pixels[4 * i + 1] = palette[from + 1]!;
    pixels[4 * i + 2] = palette[from + 2]!;
    pixels[4 * i + 3] = 255;
  }
}
