import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curveOf, recallOf, symbolRecall } from '../../../media/memory-panel/recall.ts';
import { recalled } from '../../../media/memory-panel/wording.ts';
import type { RecallAnswer } from '../../../src/protocol/recall.ts';

/** Two heads of one layer; three tokens were read before the first chosen one. */
const answer: RecallAnswer = {
  list: {
    texts: ['foo', 'Bar', ' =', 'x', 'y'],
    paths: ['a.ts'],
    places: Int32Array.from([0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 6, 0, 0, 0, 8, 3, 0, 0, 9, 3]),
    chosen: 3,
    beyond: 3,
    older: 0,
  },
  layers: 1,
  heads: 2,
  path: 'a.ts',
  symbols: [
    { name: 'fooBar', kind: 'value', line: 0, column: 0, from: 0, to: 2 },
    { name: 'below', kind: 'function', line: 9, column: 0, from: 0, to: 0 },
  ],
  beta: Float32Array.from([2, 1, 0, /**/ 0, 1, 0]),
  recall: Float32Array.from([0.5, 1, 0.75, /**/ -1, 0.5, 0.75]),
  curve: {
    from: 0,
    to: 2,
    at: Int32Array.from([1, 2]),
    recall: Float32Array.from([1, 0.5, 1, 1, /**/ -1, -1, 1, 0.5]),
  },
  ms: 1,
};

test('heads count by how strongly they wrote; where none wrote nothing is recalled; of what was chosen nothing', () => {
  assert.deepEqual([...recallOf(answer, {})], [0.5, 0.75, 0, 0, 0]);
  assert.deepEqual([...recallOf(answer, { head: 1 })], [0, 0.5, 0, 0, 0]);
});

test('a definition is the mean of its name’s tokens; one whose name was not read has none', () => {
  const recall = recallOf(answer, {});
  assert.equal(symbolRecall(answer.symbols[0]!, recall), 0.625);
  assert.equal(symbolRecall(answer.symbols[1]!, recall), undefined);
});

test('the curve is the same mean on the way, and ends where the list is', () => {
  const curve = curveOf(answer, {});
  assert.deepEqual(curve, [
    { since: 0, recall: 1 },
    { since: 1, recall: 0.625 },
  ]);
  assert.equal(curve.at(-1)!.recall, symbolRecall(answer.symbols[0]!, recallOf(answer, {})));
  assert.deepEqual(curveOf({ ...answer, curve: undefined }, {}), []);
});

test('in words', () => {
  assert.deepEqual([0.614, 1, 0, -0.001, -0.2].map(recalled), ['61 %', '100 %', '0 %', '0 %', '\u221220 %']);
});
