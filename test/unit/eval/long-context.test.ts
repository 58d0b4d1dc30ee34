import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsOfLast } from '../../../src/cli/eval/long-context/last-bits.ts';
import { completes, usesIn } from '../../../src/cli/eval/long-context/recall.ts';
import { realEngine, someTokens } from '../engine/real-engine.ts';

test('a use is asked for where the name was defined before, by the lines since it stood last', () => {
  const first = ['import { outside } from "x";', 'const tables = 1;', 'outside();', 'let short = tables;'];
  const second = ['', 'class Tables {}', 'tables.outside(Tables);'];
  assert.deepEqual(usesIn([first, second]), [
    { name: 'tables', distance: 2, file: 0, line: 3, column: 12 },
    { name: 'tables', distance: 3, file: 1, line: 2, column: 0 },
    { name: 'Tables', distance: 1, file: 1, line: 2, column: 15 },
  ]);
});

test('a name is recalled when exactly the rest of it is written', () => {
  assert.ok(completes('tables', 'bles.length;'));
  assert.ok(completes('tables', 'bles'));
  assert.ok(!completes('tables', 'blesome'));
  assert.ok(!completes('tables', 'ble'));
});

test('the bits of the last tokens are those of all without those of the first', async () => {
  const engine = await realEngine();
  const tokens = someTokens(engine, 150);
  const all = await bitsOfLast(tokens, 149, engine.backend);
  const last = await bitsOfLast(tokens, 40, engine.backend);
  const first = await bitsOfLast(tokens.slice(0, 110), 109, engine.backend);
  assert.ok(last > 0 && last < all);
  assert.ok(Math.abs(all - first - last) < 1e-2 * all, `${all} is not ${first} and ${last}`);
});
