import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PrefixIndex } from '../../../src/engine/prefix-index.ts';
import { toy, tokenOf } from './toy-tokenizer.ts';

const index = new PrefixIndex(toy);
const bytes = (text: string) => new TextEncoder().encode(text);
const sorted = (ids: number[]) => ids.sort((a, b) => a - b);

/** The definition, piece by piece. */
function byDefinition(required: Uint8Array): number[] {
  const ids: number[] = [];
  for (let id = 0; id < toy.size; id++) {
    const piece = toy.bytes(id);
    if (piece === undefined) continue;
    const both = Math.min(piece.length, required.length);
    if (piece.subarray(0, both).every((byte, i) => byte === required[i])) ids.push(id);
  }
  return ids;
}

test('allowed tokens are those that agree with the required bytes as far as both go', () => {
  for (const text of ['r', 're', 'req', 'request', 'requests', ' ', ' re', ' b', '\n', '(', 'é', 'zzz', '    f']) {
    assert.deepEqual(sorted(index.allowed(bytes(text))), byDefinition(bytes(text)), text);
  }
  assert.deepEqual(sorted(index.allowed(Uint8Array.of(0xc3))), byDefinition(Uint8Array.of(0xc3)));
});

test('longer pieces are among them, control symbols never', () => {
  const allowed = index.allowed(bytes('req'));
  assert.ok(allowed.includes(tokenOf('request')));
  for (const control of [toy.file, toy.suffix, toy.middle, toy.end]) assert.ok(!allowed.includes(control));
});
