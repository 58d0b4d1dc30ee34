import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectiveRank, singularValues } from '../../../media/memory-panel/svd.ts';
import { random } from '../../../src/cli/eval/random.ts';

const near = (a: number, b: number, tolerance: number) => assert.ok(Math.abs(a - b) <= tolerance, `${a} ${b}`);

describe('singular values', () => {
  it('are those of a matrix that is known', () => {
    // [[3, 0], [4, 5]]: sqrt(45), sqrt(5).
    const values = singularValues(Float32Array.of(3, 0, 4, 5), 2, 2);
    near(values[0]!, Math.sqrt(45), 1e-12);
    near(values[1]!, Math.sqrt(5), 1e-12);
  });

  it('are found again in a matrix that was made from them, tall or wide', () => {
    const wanted = [9, 4, 4, 1, 0.01, 0];
    for (const [rows, columns] of [
      [6, 11],
      [11, 6],
    ] as const) {
      const [left, right] = [basis(6, rows, 1), basis(6, columns, 2)];
      const matrix = new Float32Array(rows * columns);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          matrix[i * columns + j] = wanted.reduce((sum, value, k) => sum + value * left[k]![i]! * right[k]![j]!, 0);
        }
      }
      const values = singularValues(matrix, rows, columns);
      assert.equal(values.length, 6);
      // The matrix is in single precision.
      for (const [k, value] of wanted.entries()) near(values[k]!, value, 1e-5);
    }
  });

  it('have the squares that the cells have', () => {
    const next = random(3);
    const matrix = Float32Array.from({ length: 32 * 64 }, () => next() - 0.5);
    const squares = matrix.reduce((sum, value) => sum + value * value, 0);
    const values = singularValues(matrix, 32, 64);
    near(values.reduce((sum, value) => sum + value * value, 0) / squares, 1, 1e-6);
    for (let k = 1; k < values.length; k++) assert.ok(values[k]! <= values[k - 1]!);
  });

  it('of one direction are one, however many rows there are', () => {
    const matrix = Float32Array.from({ length: 32 * 64 }, (_, i) => (1 + Math.floor(i / 64)) * (1 + (i % 64)));
    const [first, ...others] = singularValues(matrix, 32, 64);
    near(first! / Math.hypot(...matrix), 1, 1e-9);
    for (const other of others) assert.ok(other <= 1e-9 * first!, String(other));
  });

  it('of nothing are nothing, and what is not finite counts as zero', () => {
    assert.deepEqual([...singularValues(new Float32Array(6), 2, 3)], [0, 0]);
    assert.deepEqual([...singularValues(Float32Array.of(NaN, 2, Infinity, 0), 2, 2)], [2, 0]);
  });
});

describe('the effective rank', () => {
  it('counts equal directions, and is not moved by scale', () => {
    near(effectiveRank(Float64Array.of(2, 2, 2, 0)), 3, 1e-12);
    near(effectiveRank(Float64Array.of(7, 0, 0)), 1, 1e-12);
    near(effectiveRank(Float64Array.of(4, 1)), effectiveRank(Float64Array.of(40, 10)), 1e-12);
  });

  it('lies between for unequal ones, and is zero where there is nothing', () => {
    const rank = effectiveRank(Float64Array.of(4, 1));
    assert.ok(rank > 1 && rank < 2);
    assert.equal(effectiveRank(new Float64Array(3)), 0);
  });
});

/** Orthonormal vectors: random ones, by Gram and Schmidt. */
function basis(count: number, length: number, seed: number): Float64Array[] {
  const next = random(seed);
  const made: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    let vector = Float64Array.from({ length }, () => next() - 0.5);
    for (const other of made) {
      const along = vector.reduce((sum, value, i) => sum + value * other[i]!, 0);
      vector = vector.map((value, i) => value - along * other[i]!);
    }
    const size = Math.hypot(...vector);
    made.push(vector.map((value) => value / size));
  }
  return made;
}
