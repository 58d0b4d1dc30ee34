/**
 * One diverging palette for each kind of theme: blue below zero, red above, and at zero a neutral that sinks into
 * the theme's background. The two arms share their lightness, and blue against orange-red stays apart for every
 * common kind of colour blindness, so no number hides behind its sign.
 */

import { interpolateNumber, piecewise } from 'd3-interpolate';
import { toRgb, type Rgb } from './oklch.ts';

export const themes = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;
export type Theme = (typeof themes)[number];

/** Steps from zero to either end: finer than the eye, and a picture of 12 x 8 heads is still one table look-up a cell. */
export const steps = 256;

interface Arms {
  /** From zero to the end, equally spaced; both arms take these. */
  readonly lightness: readonly number[];
  readonly chroma: readonly number[];
  readonly red: readonly number[];
  readonly blue: readonly number[];
}

const arms: Record<Theme, Arms> = {
  light: {
    lightness: [0.975, 0.88, 0.73, 0.55, 0.36],
    chroma: [0.003, 0.055, 0.115, 0.155, 0.12],
    red: [50, 50, 40, 29, 22],
    blue: [240, 236, 246, 256, 264],
  },
  dark: {
    lightness: [0.23, 0.36, 0.52, 0.71, 0.92],
    chroma: [0.003, 0.08, 0.14, 0.125, 0.05],
    red: [25, 25, 34, 48, 75],
    blue: [264, 262, 255, 243, 225],
  },
  'high-contrast': {
    lightness: [0, 0.36, 0.58, 0.78, 0.97],
    chroma: [0, 0.14, 0.19, 0.14, 0.03],
    red: [30, 30, 36, 55, 80],
    blue: [262, 262, 256, 240, 225],
  },
  'high-contrast-light': {
    lightness: [1, 0.82, 0.62, 0.44, 0.24],
    chroma: [0, 0.1, 0.18, 0.18, 0.1],
    red: [45, 45, 34, 28, 25],
    blue: [245, 245, 252, 260, 264],
  },
};

const tables = new Map<Theme, Uint8Array>();

/** The palette as a table, [2 * steps + 1][3] bytes of red, green and blue; zero is entry `steps`. */
export function paletteOf(theme: Theme): Uint8Array {
  let table = tables.get(theme);
  if (!table) tables.set(theme, (table = build(arms[theme])));
  return table;
}

function build(ends: Arms): Uint8Array {
  const table = new Uint8Array(3 * (2 * steps + 1));
  const [lightness, chroma, red, blue] = (['lightness', 'chroma', 'red', 'blue'] as const).map((name) =>
    piecewise(interpolateNumber, [...ends[name]]),
  ) as [Stop, Stop, Stop, Stop];
  for (let i = 0; i <= steps; i++) {
    const at = i / steps;
    table.set(toRgb([lightness(at), chroma(at), blue(at)]), 3 * (steps - i));
    table.set(toRgb([lightness(at), chroma(at), red(at)]), 3 * (steps + i)); // last, so that zero has one owner
  }
  return table;
}

type Stop = (at: number) => number;

export type { Rgb };
