import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack, unpack, type Packed } from '../../../src/memory/packed.ts';
import { blockStart, branchOf, header, isClosing, suffixOf } from '../../../src/memory/stream.ts';
import { ToyTokenizer } from './toy.ts';

const tokenizer = new ToyTokenizer();
const newline = pack([tokenizer.newline]);
const line = (text: string): Packed => pack(tokenizer.line(text));

test('the trunk ends 2 to 9 lines before the cursor, at a multiple of 8', () => {
  const starts = Array.from({ length: 20 }, (_, index) => blockStart(index));
  assert.deepEqual(starts, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8, 16, 16]);
  for (let index = 10; index < 5000; index++) {
    const lead = index - blockStart(index);
    assert.ok(lead >= 2 && lead <= 9, `${lead} lines before line ${index}`);
  }
});

test('a file begins with its marker, its path and a newline', () => {
  assert.deepEqual(unpack(header(tokenizer, 'a.ts')), [tokenizer.file, ...tokenizer.line('a.ts'), tokenizer.newline]);
  assert.equal(header(tokenizer, 'a\r\nb.ts'), header(tokenizer, 'a b.ts'));
});

test('only what closes is written anew', () => {
  for (const rest of [')', '});', "')", ' }', '"`>', ',', ' ']) assert.ok(isClosing(rest), rest);
  for (const rest of ['', 'a)', ') {x', '=>', '\t)', ':']) assert.ok(!isClosing(rest), rest);
});

test('the suffix is the rest of the line, and the lines after it', () => {
  const below = ['foo', '', 'bar'];
  const suffix = (rest: string, lines = below) => suffixOf(tokenizer, rest, lines.length, (n) => line(lines[n]!));
  assert.equal(suffix('x y'), line('x y') + newline + line('foo') + newline + newline + line('bar'));
  assert.equal(suffix(');'), newline + line('foo') + newline + newline + line('bar'));
  assert.equal(suffix(''), newline + line('foo') + newline + newline + line('bar'));
  assert.equal(suffix('', []), '');
  assert.equal(suffix('', ['']), newline);
  assert.equal(suffix(')', []), '');
});

test('the suffix is cut to 64 tokens, and no line beyond is asked for', () => {
  const asked: number[] = [];
  const suffix = suffixOf(tokenizer, 'abc', 1000, (n) => {
    asked.push(n);
    return line('0123456789');
  });
  assert.equal(suffix.length, 64);
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5]);
  assert.equal(suffixOf(tokenizer, 'x'.repeat(100), 1, () => assert.fail('asked')).length, 64);
});

test('a branch: suffix, then the lines before the cursor, then the cursor’s', () => {
  const branch = branchOf(tokenizer, 64, line('rest'), line('tail'), [line('a'), line('')], line('kept'));
  assert.equal(branch.remainder, line('rest'));
  assert.equal(branch.aside, pack([tokenizer.suffix]) + line('tail'));
  assert.deepEqual(branch.runs, [pack([tokenizer.middle]), line('a') + newline, newline, line('kept')]);
});

test('what a chunk does not hold of the suffix goes by steps', () => {
  const suffix = line('x'.repeat(64));
  const { aside, runs } = branchOf(tokenizer, 64, '', suffix, [], '');
  assert.equal(aside.length, 64);
  assert.deepEqual(runs, [line('x') + pack([tokenizer.middle])]);
});
