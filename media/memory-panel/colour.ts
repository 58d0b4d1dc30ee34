/** From a number of the memory to its colour: pure, so that a test can compute the pixels that it expects. */

import { curve } from './curve.ts';
import { paletteOf, steps, type Rgb, type Theme } from './palette.ts';

/** Entry of the palette for a value: `steps` at zero and for NaN, 0 and 2 * steps from -scale and +scale outwards. */
export function entryOf(value: number, scale: number): number {
  return Number.isNaN(value) ? steps : steps + Math.round(steps * curve(value / scale));
}

/** The colour of `value`, as bytes, where the colours run from -scale to +scale. */
export function colourOf(value: number, scale: number, theme: Theme): Rgb {
  const at = 3 * entryOf(value, scale);
  const palette = paletteOf(theme);
  return [palette[at]!, palette[at + 1]!, palette[at + 2]!];
}

export type { Rgb, Theme };
