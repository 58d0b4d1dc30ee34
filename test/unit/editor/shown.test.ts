import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSame } from '../../../src/editor/shown.ts';

const shown = { file: 'a.ts', offset: 10, text: 'undefined;' };

test('typed into, or taken back again, it is the same suggestion', () => {
  const rest = { ...shown, offset: 15, text: 'ined;' };
  assert.ok(isSame(shown, rest));
  assert.ok(isSame(rest, shown));
});

test('another text, place or file is another one', () => {
  assert.ok(!isSame(shown, { ...shown, text: 'undefined)' }));
  assert.ok(!isSame(shown, { ...shown, offset: 11 }));
  assert.ok(!isSame(shown, { ...shown, file: 'b.ts' }));
  assert.ok(!isSame(shown, { ...shown, offset: 15, text: 'null;' }));
});
