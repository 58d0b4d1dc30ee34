import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heal } from '../../../src/engine/healing.ts';
import { textOf, toy } from './toy-tokenizer.ts';

/** `kept│required` of a line as far as the cursor. */
function healed(linePrefix: string): string {
  const tokens = toy.line(linePrefix);
  const { kept, required } = heal(toy, tokens, linePrefix);
  assert.deepEqual(kept, tokens.slice(0, kept.length));
  const before = Uint8Array.from(kept.flatMap((id) => [...toy.bytes(id)!]));
  return `${textOf(before)}│${textOf(required)}`;
}

test('an empty line gives nothing back', () => {
  assert.equal(healed(''), '│');
});

test('the last word goes back with the blank before it', () => {
  assert.equal(healed('foo = request'), 'foo =│ request');
  assert.equal(healed('foo = bar'), 'foo =│ bar');
});

test('a blank at the end goes back alone', () => {
  assert.equal(healed('foo '), 'foo│ ');
});

test('at least one token goes back, where no word is before the cursor', () => {
  assert.equal(healed('request()'), 'request│()');
});

test('a token that begins before the word goes back whole', () => {
  assert.equal(healed('foo.request'), 'foo│.request');
});

test('a word of many tokens loses the last six', () => {
  assert.equal(healed('x = abcdefghij'), 'x = abcd│efghij');
});

test('indentation goes back with the first word', () => {
  assert.equal(healed('    foo'), '│    foo');
});

test('no character is split: an emoji is four byte tokens', () => {
  assert.equal(healed('(🦊'), '(│🦊');
});

test('a lone surrogate counts as the three bytes it is spelt with', () => {
  const linePrefix = '(a\ud800';
  const tokens = toy.line(linePrefix);
  const { required } = heal(toy, tokens, linePrefix);
  assert.equal(textOf(required), 'a\ufffd');
});

test('a line of 200 000 characters costs no more than its end', () => {
  const linePrefix = ' '.repeat(100_000) + 'a'.repeat(100_000);
  const tokens = toy.line(linePrefix);
  const start = performance.now();
  assert.equal(textOf(heal(toy, tokens, linePrefix).required), 'aaaaaa');
  assert.ok(performance.now() - start < 20);
});
