import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random, sample } from '../../../src/cli/eval/random.ts';

test('numbers lie in [0, 1), spread evenly, and repeat for a seed', () => {
  const next = random(1);
  const numbers = Array.from({ length: 10_000 }, next);
  assert.ok(numbers.every((x) => x >= 0 && x < 1));
  assert.ok(Math.abs(numbers.reduce((sum, x) => sum + x) / 10_000 - 0.5) < 0.01);
  const again = random(1);
  assert.deepEqual(
    numbers.slice(0, 5),
    Array.from({ length: 5 }, () => again()),
  );
});

test('a sample keeps the order and holds nothing twice', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const some = sample(items, 10, random(3));
  assert.equal(new Set(some).size, 10);
  assert.deepEqual(
    some,
    some.toSorted((a, b) => a - b),
  );
  assert.deepEqual(sample(items, 1000, random(3)), items);
});
