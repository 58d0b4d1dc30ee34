import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averaged, copiedLines, copiedShares, lineShares, strongest } from '../../../media/memory-panel/shares.ts';
import type { ReadsAnswer } from '../../../src/protocol/trace.ts';

/** Two heads of one layer; a third reads nothing. The last token was chosen, not read. */
const answer: ReadsAnswer = {
  list: {
    texts: ['const', ' a', '\n', 'b', 'c'],
    paths: ['a.ts'],
    places: Int32Array.from([0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 1, 0, 0, 0, 1, 1, 3]),
    chosen: 4,
    beyond: 4,
    older: 8,
  },
  layers: 1,
  heads: 3,
  target: 4,
  shares: Float32Array.from([0.5, 0.25, 0, 0, /**/ 0.25, -0.75, 0, 1, /**/ 0, 0, 0, 0]),
  before: Float32Array.from([0.25, 0.5, 0]),
  copied: {
    share: 0.875,
    places: [
      { path: 'b.ts', line: 0, column: 3, share: 0.5, text: 'let b' },
      { path: 'a.ts', line: 0, column: 5, share: 0.25, text: 'const a' },
      { path: 'b.ts', line: 0, column: 0, share: 0.125, text: 'let b' },
    ],
  },
  ms: 1,
};

test('shares of several heads are the mean over those that read anything, and sum to one with what is older', () => {
  const { shares, before, heads } = averaged(answer, {});
  assert.deepEqual([...shares], [0.375, -0.25, 0, 0.5, 0]);
  assert.equal(heads, 2);
  assert.equal(
    shares.reduce((a, b) => a + b, before),
    1,
  );
});

test('one head alone; a head that reads nothing has no share', () => {
  assert.deepEqual([...averaged(answer, { head: 1 }).shares], [0.25, -0.75, 0, 1, 0]);
  assert.deepEqual([...averaged(answer, { head: 2 }).shares], [0, 0, 0, 0, 0]);
});

test('lines by the size of their share, with their text and without what was chosen', () => {
  const lines = lineShares(answer.list, averaged(answer, { head: 1 }).shares);
  assert.deepEqual(lines, [
    { path: 'a.ts', line: 1, share: 1, text: 'b' },
    { path: 'a.ts', line: 0, share: -0.5, text: 'const a\n' },
  ]);
});

test('what is copied has its place among the tokens where it was read, and its line wherever it stands', () => {
  const { shares, before } = copiedShares(answer);
  assert.deepEqual([...shares], [0, 0.25, 0, 0, 0]);
  assert.equal(before, 0.125);
  assert.deepEqual(copiedLines(answer.copied), [
    { path: 'b.ts', line: 0, text: 'let b', share: 0.625 },
    { path: 'a.ts', line: 0, text: 'const a', share: 0.25 },
  ]);
});

test('the head that reads most of a token; none of one that was not read', () => {
  assert.deepEqual(strongest(answer.shares, answer, 4, 1, {}), { layer: 0, head: 1, value: -0.75 });
  assert.equal(strongest(answer.shares, answer, 4, 4, {}), undefined);
});
