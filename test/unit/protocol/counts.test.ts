import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCounts, noCounts } from '../../../src/protocol/counts.ts';
import { parseFromPanel, parseToPanel } from '../../../src/protocol/panel.ts';

test('counts are what they are after a store or a message', () => {
  const counts = { ...noCounts(5), shown: 3, accepted: 1, characters: 20 };
  assert.ok(isCounts(structuredClone(counts)));
  assert.deepEqual(parseToPanel({ type: 'counts', counts }), { type: 'counts', counts });
});

test('anything else is not taken for counts', () => {
  for (const wrong of [undefined, null, 3, {}, { ...noCounts(0), shown: '3' }, { ...noCounts(0), accepted: -1 }]) {
    assert.ok(!isCounts(wrong));
    assert.equal(parseToPanel({ type: 'counts', counts: wrong }), undefined);
  }
});

test('the panel may ask for a reset, and for nothing else', () => {
  assert.deepEqual(parseFromPanel({ type: 'resetCounts' }), { type: 'resetCounts' });
  assert.equal(parseFromPanel({ type: 'reset' }), undefined);
});
