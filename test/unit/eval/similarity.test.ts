import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exact, levenshtein, similarity } from '../../../src/cli/eval/similarity.ts';

test('counts inserted, deleted and replaced characters', () => {
  assert.equal(levenshtein('', ''), 0);
  assert.equal(levenshtein('', 'abc'), 3);
  assert.equal(levenshtein('kitten', 'sitting'), 3);
  assert.equal(levenshtein('flaw', 'lawn'), 2);
});

test('a character of two code units is one edit', () => {
  assert.equal(levenshtein('a🦊', 'a'), 1);
  assert.equal(similarity('🦊🦊', '🦊x'), 50);
});

test('is the same in both directions', () => {
  assert.equal(levenshtein('return a + b;', 'ab(c)'), levenshtein('ab(c)', 'return a + b;'));
});

test('similarity is measured against the longer text, both trimmed', () => {
  assert.equal(similarity('  x = 1;\n', 'x = 1;'), 100);
  assert.equal(similarity('abcd', 'ab'), 50);
  assert.equal(similarity('', 'ab'), 0);
  assert.equal(similarity('', '  '), 100);
});

test('an exact match ignores white space at the end only', () => {
  assert.ok(exact('x) {  ', 'x) {'));
  assert.ok(!exact(' x) {', 'x) {'));
  assert.ok(!exact('x){', 'x) {'));
});
