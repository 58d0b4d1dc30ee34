import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from '../../../media/memory-panel/difference.ts';
import type { Memory } from '../../../media/memory-panel/memory.ts';

const memory = (...weights: number[]): Memory => ({
  layers: 1,
  heads: 1,
  rows: 1,
  columns: weights.length,
  weights: Float32Array.from(weights),
});

test('a change is what is there less what was there', () => {
  assert.deepEqual(difference(memory(3, -1), memory(1, 1)).weights, Float32Array.of(2, -2));
});

test('without a memory before, or with one of another shape, everything is new', () => {
  assert.deepEqual(difference(memory(3, -1), undefined).weights, Float32Array.of(3, -1));
  assert.deepEqual(difference(memory(3, -1), memory(1)).weights, Float32Array.of(3, -1));
});

test('room that fits is used again, and the memories stay as they are', () => {
  const [now, room] = [memory(3, -1), new Float32Array(2)];
  assert.equal(difference(now, memory(1, 1), room).weights, room);
  assert.notEqual(difference(now, undefined, new Float32Array(3)).weights.length, 3);
  assert.deepEqual(now.weights, Float32Array.of(3, -1));
});
