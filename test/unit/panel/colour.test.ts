import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { colourOf } from '../../../media/memory-panel/colour.ts';
import { curve, uncurve } from '../../../media/memory-panel/curve.ts';
import { lightnessOf } from '../../../media/memory-panel/oklch.ts';
import { paletteOf, steps, themes } from '../../../media/memory-panel/palette.ts';
import { fillPixels } from '../../../media/memory-panel/pixels.ts';

const scale = 5;
/** Values that reach every entry of one arm of the palette. */
const arm = Array.from({ length: steps + 1 }, (_, i) => scale * uncurve(i / steps));

for (const theme of themes) {
  describe(`colours, ${theme}`, () => {
    const towards = theme.includes('light') ? -1 : 1;

    it('zero is neutral: hardly any hue, and near the background', () => {
      const zero = colourOf(0, scale, theme);
      assert.ok(Math.max(...zero) - Math.min(...zero) <= 4, String(zero));
      assert.ok(towards < 0 ? Math.min(...zero) > 240 : Math.max(...zero) < 40, String(zero));
    });

    it('grows lighter or darker all the way from zero to either end', () => {
      for (const sign of [-1, 1]) {
        const lightness = arm.map((value) => lightnessOf(colourOf(sign * value, scale, theme)));
        for (let i = 8; i < lightness.length; i++) assert.ok(towards * (lightness[i]! - lightness[i - 8]!) > 0, `${i}`);
      }
    });

    it('is symmetric: a value and its opposite are equally light', () => {
      for (const value of arm) {
        const [red, blue] = [colourOf(value, scale, theme), colourOf(-value, scale, theme)].map(lightnessOf);
        // Next to black, one step of a byte is already a step to see.
        const tolerance = Math.max(red!, blue!) < 0.15 ? 0.04 : 0.012;
        assert.ok(Math.abs(red! - blue!) < tolerance, `${value}: ${red} ${blue}`);
      }
    });

    it('is red above zero and blue below', () => {
      for (const value of arm.slice(steps / 8)) {
        const [red, , blueOfRed] = colourOf(value, scale, theme);
        const [redOfBlue, , blue] = colourOf(-value, scale, theme);
        assert.ok(red > blueOfRed && blue > redOfBlue, String(value));
      }
    });
  });
}

describe('colours', () => {
  it('are looked up finely enough: no further from the curve than one entry of the palette', () => {
    for (const theme of themes) {
      const palette = paletteOf(theme);
      for (let ratio = -1; ratio <= 1; ratio += 0.0007) {
        const exact = steps * curve(ratio);
        const near = [Math.floor(exact), Math.ceil(exact)].map((entry) =>
          [...palette.subarray(3 * (steps + entry), 3 * (steps + entry) + 3)].join(),
        );
        assert.ok(near.includes(colourOf(ratio, 1, theme).join()), `${theme} ${ratio}`);
      }
    }
  });

  it('stay at the ends beyond the scale', () => {
    assert.deepEqual(colourOf(1e9, scale, 'dark'), colourOf(scale, scale, 'dark'));
    assert.deepEqual(colourOf(-Infinity, scale, 'dark'), colourOf(-scale, scale, 'dark'));
  });

  it('are neutral where there is no number', () => {
    assert.deepEqual(colourOf(NaN, scale, 'light'), colourOf(0, scale, 'light'));
  });

  it('depend on value / scale alone', () => {
    assert.deepEqual(colourOf(0.3, 1, 'light'), colourOf(3, 10, 'light'));
  });

  it('fill a picture row by row, opaque', () => {
    const values = Float32Array.of(0, 1, -2, 30, -30, NaN, Infinity, 0.0001, -0.0049);
    const pixels = new Uint32Array(values.length);
    fillPixels(pixels, values, scale, 'high-contrast');
    assert.deepEqual(
      [...new Uint8Array(pixels.buffer)],
      [...values].flatMap((value) => [...colourOf(value, scale, 'high-contrast'), 255]),
    );
  });
});

describe('the curve', () => {
  it('goes from -1 to 1, through zero, and back', () => {
    assert.deepEqual([-1, 0, 1].map(curve), [-1, 0, 1]);
    for (const ratio of [-0.9, -0.01, 0.2, 0.7]) assert.ok(Math.abs(uncurve(curve(ratio)) - ratio) < 1e-12);
  });
});
