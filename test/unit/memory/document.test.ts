import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Document } from '../../../src/memory/document.ts';
import { random, ToyTokenizer } from './toy.ts';

const always = () => Promise.resolve(true);

function documentOf(text: string, tokenizer = new ToyTokenizer()): Document {
  const document = new Document('a.ts', tokenizer, 8);
  document.update({ lines: text.split('\n') });
  return document;
}

test('a final newline makes no line of its own', () => {
  assert.equal(documentOf('').length, 0);
  assert.equal(documentOf('a').length, 1);
  assert.equal(documentOf('a\nb').length, 2);
  assert.equal(documentOf('a\nb\n').length, 2);
  assert.equal(documentOf('a\nb\n\n').length, 3);
});

test('the trunk is header and lines, each with its newline', () => {
  const { full, remainder } = documentOf('foo\n\nbar').trunk(2);
  const tokenizer = new ToyTokenizer();
  const { file, newline } = tokenizer;
  const expected = [file, ...tokenizer.line('a.ts'), newline, ...tokenizer.line('foo'), newline, newline];
  assert.deepEqual(
    Array.from(full.join('') + remainder, (unit) => unit.charCodeAt(0)),
    expected,
  );
  assert.deepEqual(
    full.map((chunk) => chunk.length),
    [8],
  );
});

test('after any edits a document is what a fresh one of the same text is', () => {
  const next = random(2);
  const words = ['foo', 'const bar', '', '  return co', 'é🦊', '}'];
  const document = new Document('a.ts', new ToyTokenizer(), 8);
  let lines: string[] = [];
  for (let edit = 0; edit < 500; edit++) {
    const at = Math.floor(next() * (lines.length + 1));
    const inserted = Array.from({ length: Math.floor(next() * 4) }, () => words[Math.floor(next() * words.length)]!);
    lines = lines.toSpliced(at, Math.floor(next() * 4), ...inserted);
    document.update({ lines });
    const fresh = documentOf(lines.join('\n'));
    if (lines.length === 0) continue; // No text splits into no lines; the diff must stand it all the same.
    const count = Math.floor(next() * (lines.length + 1));
    assert.deepEqual(document.trunk(count), fresh.trunk(count));
    assert.equal(document.line(lines.length - 1), fresh.line(lines.length - 1));
  }
});

test('an edit tokenises its lines only', () => {
  const tokenizer = new ToyTokenizer();
  const lines = Array.from({ length: 5000 }, (_, index) => `const bar${index} = foo;`);
  const document = new Document('a.ts', tokenizer, 64);
  document.update({ lines });
  document.trunk(5000);
  tokenizer.characters = 0;
  document.update({ lines: lines.with(2500, 'x') });
  document.update({ lines: lines.with(2500, 'x').toSpliced(4000, 1) });
  document.trunk(4999);
  assert.equal(tokenizer.characters, 1);
});

test('preparing breathes now and then, and stops when it is told to', async () => {
  const tokenizer = new ToyTokenizer();
  const document = documentOf('const foo = 1\n'.repeat(2000), tokenizer);
  let breaths = 0;
  tokenizer.characters = 0;
  assert.equal(await document.prepare(2000, () => Promise.resolve(++breaths < 3)), false);
  assert.equal(breaths, 3);
  assert.ok(tokenizer.characters < 13000);
  assert.equal(await document.prepare(2000, always), true);
  assert.equal(tokenizer.characters, 2000 * 'const foo = 1'.length);
});
