import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collisionsOf } from '../../../media/memory-panel/collisions.ts';
import { mostPairs, type CollisionsAnswer } from '../../../src/protocol/collisions.ts';

/** Of two heads the first found two pairs and the second one, of the same texts at other places. */
const answer: CollisionsAnswer = {
  list: {
    texts: ['a', ' b', ' a', 'c', 'b', 'd', 'e'],
    paths: ['a.ts'],
    places: Int32Array.from({ length: 28 }, (_, i) => (i % 4 === 2 ? i : 0)),
    chosen: 5,
    beyond: 5,
    older: 0,
  },
  layers: 2,
  heads: 1,
  pairs: new Int32Array(4 * mostPairs).fill(-1),
  figures: new Float32Array(6 * mostPairs),
  ms: 1,
};
answer.pairs.set([0, 1, 0, 3]);
answer.figures.set([0.5, 1, 2, /**/ 0.25, 1, 1]);
answer.pairs.set([2, 4], 2 * mostPairs);
answer.figures.set([0.75, 2, 1], 3 * mostPairs);

test('each pair of texts once, in the head where it overlaps most', () => {
  assert.deepEqual(collisionsOf(answer, {}), [
    { layer: 1, head: 0, tokens: [2, 4], cosine: 0.75, overlap: 0.75 },
    { layer: 0, head: 0, tokens: [0, 3], cosine: 0.25, overlap: 0.25 },
  ]);
});

test('of the chosen heads only', () => {
  const pairs = collisionsOf(answer, { layer: 0 }).map(({ tokens, overlap }) => [...tokens, overlap]);
  assert.deepEqual(pairs, [
    [0, 1, 0.5],
    [0, 3, 0.25],
  ]);
  assert.deepEqual(collisionsOf(answer, { head: 1 }), []);
});
