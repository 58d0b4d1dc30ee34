import assert from 'node:assert/strict';
import { test } from 'node:test';
import { around, remaining } from '../../../src/memory/forgotten.ts';
import { ForgottenLines } from '../../../src/memory/forgotten-lines.ts';

const text = ['a', 'b', 'c', '', 'd', 'e'];

/** What is read of a text. */
const read = (all: ForgottenLines, lines: readonly string[], key = 'x') => remaining(lines, all.of(key, lines)).lines;

function forgotten(from: number, to: number): ForgottenLines {
  const all = new ForgottenLines();
  all.forgetLines('x', text, { from, to });
  return all;
}

test('lines stay forgotten where others come, go and change', () => {
  const all = forgotten(1, 3);
  assert.deepEqual(read(all, text), ['a', '', 'd', 'e']);
  assert.deepEqual(read(all, ['new', ...text]), ['new', 'a', '', 'd', 'e']);
  assert.deepEqual(read(all, ['a', 'b', 'c', '', 'D', 'e']), ['a', '', 'D', 'e']);
  assert.deepEqual(read(all, ['b', 'c', '', 'D']), ['', 'D']);
});

test('a line that is edited is read again, and one that is put between is, too', () => {
  const all = forgotten(0, 6);
  assert.deepEqual(read(all, ['a', 'b', 'C', '', 'd', 'e']), ['C']);
  assert.deepEqual(read(all, ['a', 'b', 'C', 'new', '', 'd', 'e']), ['C', 'new']);
  // Undone: what was forgotten is what was there then.
  assert.deepEqual(read(all, text), ['c']);
});

test('what was only moved or indented is still forgotten', () => {
  assert.deepEqual(read(forgotten(0, 6), ['  a', '\tb', 'c', 'f', '  d', '  e ']), ['f']);
  assert.deepEqual(read(forgotten(1, 3), ['d', 'c', 'b', 'a', 'e']), ['d', 'a', 'e']);
});

test('once nothing of it is left, nothing is known of the text', () => {
  const all = forgotten(1, 2);
  assert.deepEqual(all.keys, ['x']);
  assert.deepEqual(read(all, ['a', 'c']), ['a', 'c']);
  assert.equal(all.some, false);
});

test('a file that nobody has seen is forgotten as it is when it is seen', () => {
  const all = new ForgottenLines();
  all.forgetText('x');
  assert.deepEqual(read(all, text), []);
  assert.deepEqual(read(all, [...text, 'typed']), ['typed']);
  assert.deepEqual(read(all, text, 'y'), text);
});

test('everything: each text as it is when it is seen; brought back one by one or all at once', () => {
  const all = forgotten(1, 2);
  all.forgetEverything();
  assert.deepEqual([read(all, text), read(all, [''], 'new')], [[], []]);
  assert.deepEqual([read(all, [...text, 'f']), read(all, ['typed', 'more'], 'new')], [['f'], ['typed', 'more']]);
  all.remember('x');
  assert.deepEqual([read(all, text), all.keys], [text, []]);
  all.remember();
  assert.equal(all.some, false);
  assert.deepEqual(read(all, text), text);
});

test('more lines of the same text add up, and come back together', () => {
  const all = forgotten(1, 2);
  all.forgetLines('x', ['new', ...text], { from: 5, to: 7 });
  assert.deepEqual(read(all, ['new', ...text]), ['new', 'a', 'c', '']);
  all.remember('x');
  assert.deepEqual(read(all, ['new', ...text]), ['new', ...text]);
});

test('seen from a line', () => {
  const spans = [
    { from: 1, to: 3 },
    { from: 5, to: 9 },
  ];
  assert.deepEqual(around(spans, 6), {
    above: [
      { from: 1, to: 3 },
      { from: 5, to: 7 },
    ],
    below: [{ from: 0, to: 2 }],
  });
  assert.deepEqual(around(spans, 3), { above: [{ from: 1, to: 3 }], below: [{ from: 1, to: 5 }] });
});
