/** Healing and its index with the shipped tokenizer. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { heal } from '../../../src/engine/healing.ts';
import type { Engine } from '../../../src/engine/load.ts';
import { PrefixIndex } from '../../../src/engine/prefix-index.ts';
import { realEngine } from './real-engine.ts';

let engine: Engine;
let index: PrefixIndex;

before(async () => {
  engine = await realEngine();
  index = new PrefixIndex(engine.tokenizer);
});

const lines = [
  'const response = await fetch(url);',
  '        return self.items.get(key, default)',
  '\t\tfor (let i = 0; i < names.length; i++) {',
  'const grüße = "日本語 🦊";   ',
  'x = \u2581 \ud800 y',
  'aVeryLongIdentifierThatNobodyWouldTypeWithoutACompletion42 = 1',
];

test('kept and required are the line before the cursor, at every cursor', () => {
  const { tokenizer } = engine;
  for (const line of lines) {
    for (let cursor = 0; cursor <= line.length; cursor++) {
      const linePrefix = line.slice(0, cursor);
      const tokens = tokenizer.line(linePrefix);
      const { kept, required } = heal(tokenizer, tokens, linePrefix);
      const bytes = [...kept.flatMap((id) => [...tokenizer.bytes(id)!]), ...required];
      assert.equal(new TextDecoder().decode(Uint8Array.from(bytes)), linePrefix.toWellFormed());
      assert.equal(required.length > 0, cursor > 0);
      assert.ok(tokens.length - kept.length <= 6);
      if (cursor > 0) assert.ok(index.allowed(required).includes(tokens[kept.length]!));
    }
  }
});

test('a word that is typed half is given back with its blank, and the whole word is allowed again', () => {
  const { tokenizer } = engine;
  const whole = tokenizer.line(' return');
  assert.equal(whole.length, 1);
  const { required } = heal(tokenizer, tokenizer.line('x ret'), 'x ret');
  assert.equal(new TextDecoder().decode(required), ' ret');
  assert.ok(index.allowed(required).includes(whole[0]!));
});

test('what is allowed is found in well under a millisecond', () => {
  const required = new TextEncoder().encode(' aVeryLong');
  const rounds = 2000;
  const start = performance.now();
  for (let round = 0; round < rounds; round++) index.allowed(required.subarray(round % required.length));
  assert.ok((performance.now() - start) / rounds < 0.5);
});
