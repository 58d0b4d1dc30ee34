import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrap, ratio, wilson } from '../../../src/cli/eval/interval.ts';
import { summarise } from '../../../src/cli/eval/score.ts';

function near(value: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} is not within ${tolerance} of ${expected}`);
}

test("Wilson's interval has the values of the formula", () => {
  // 15 of 50, by hand: (0.1910, 0.4375).
  const { value, low, high } = wilson(15, 50);
  near(value, 0.3, 1e-12);
  near(low, 0.191, 5e-4);
  near(high, 0.4375, 5e-4);
});

test('none of ten still leaves room above, all of ten room below', () => {
  near(wilson(0, 10).high, 0.2775, 5e-4);
  assert.equal(wilson(0, 10).low, 0);
  near(wilson(10, 10).low, 0.7225, 5e-4);
});

test('a bootstrap of independent values agrees with the normal approximation', () => {
  const groups = Array.from({ length: 400 }, (_, i) => [i % 4 === 0 ? 1 : 0]);
  const { value, low, high } = bootstrap(groups, 1);
  near(value, 0.25, 1e-12);
  near(high - low, 2 * 1.96 * Math.sqrt((0.25 * 0.75) / 400), 0.01);
});

test('values that go together in groups make the interval wider', () => {
  const alone = Array.from({ length: 400 }, (_, i) => [i % 4 === 0 ? 1 : 0]);
  const together = Array.from({ length: 100 }, (_, i) => Array.from({ length: 4 }, () => (i % 4 === 0 ? 1 : 0)));
  const width = (groups: number[][]): number => bootstrap(groups, 1).high - bootstrap(groups, 1).low;
  near(width(together) / width(alone), 2, 0.3);
});

test('the same seed draws the same interval', () => {
  assert.deepEqual(bootstrap([[1], [0], [1, 1]], 7), bootstrap([[1], [0], [1, 1]], 7));
});

test('one group has a mean and no interval', () => {
  assert.deepEqual(bootstrap([[1, 0]], 1), { value: 0.5, low: NaN, high: NaN });
});

test('a ratio is that of the sums', () => {
  assert.equal(ratio([10, 30], [10, 10], 1).value, 2);
});

test('a score has no interval of width 0 when every case failed', () => {
  const score = summarise([{ group: 'a', exact: false, similarity: 10 }], 1)!;
  assert.equal(score.exactMatch.value, 0);
  assert.ok(score.exactMatch.high > 50);
});

test('there is no score of nothing', () => {
  assert.equal(summarise([], 1), undefined);
});
