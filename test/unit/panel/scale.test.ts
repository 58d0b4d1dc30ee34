import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantileOf, roundedUp, scaleOf } from '../../../media/memory-panel/scale.ts';

const filled = (value: number, length = 1000): Float32Array => new Float32Array(length).fill(value);

describe('the scale', () => {
  it('is 1, 2 or 5 times a power of ten', () => {
    assert.deepEqual([0.11, 0.2, 0.21, 1, 1.01, 4.9, 70, 1e-4].map(roundedUp), [0.2, 0.2, 0.5, 1, 2, 5, 100, 1e-4]);
  });

  it('holds all cells but one in five hundred', () => {
    const weights = filled(1.5);
    weights.fill(-80, 0, 2);
    assert.equal(scaleOf(weights), 2);
    weights.fill(-80, 0, 3);
    assert.equal(scaleOf(weights), 100);
  });

  it('grows at once, and shrinks only when less than a fifth is used', () => {
    assert.equal(scaleOf(filled(3), 2), 5);
    assert.equal(scaleOf(filled(1.2), 5), 5);
    assert.equal(scaleOf(filled(0.7), 5), 1);
  });

  it('survives an empty memory and numbers that are none', () => {
    assert.equal(scaleOf(filled(0)), 1);
    assert.equal(scaleOf(filled(0), 5), 5);
    const broken = filled(1.5);
    broken.fill(NaN, 0, 300);
    broken.fill(-Infinity, 300, 600);
    assert.equal(scaleOf(broken), 2);
  });

  it('is found to an eighth, whatever the view of the buffer', () => {
    const sizes = Float32Array.from({ length: 4001 }, (_, i) => (i % 2 ? i : -i) / 1000);
    const found = quantileOf(sizes.subarray(1), 0.5);
    assert.ok(found >= 2 && found <= 2 * 1.125, String(found));
  });
});
