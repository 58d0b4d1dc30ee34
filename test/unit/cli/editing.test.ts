import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editing } from '../../../src/cli/bench/editing.ts';

const old = ['const first = 1;', 'function keep() {', '  return first;', '}', ''].join('\n');
const next = ['const first = 1;', 'function keep() {', '  let x;', '  y();', '  return x;', '}', ''].join('\n');

test('a hunk is gone to, typed key by key, and the rest of it pasted, undone and pasted again', () => {
  const moments = [...editing(old, next, 9)];
  const kinds = moments.map(({ kind }) => kind);
  assert.deepEqual(
    kinds.filter((kind) => kind !== 'typed'),
    ['jump', 'new line', 'paste', 'undo', 'paste', 'jump', 'rename', 'undo', 'replacement'],
  );
  assert.equal(kinds.filter((kind) => kind === 'typed').length, 'let x;'.length + 'y();'.length);
  const [jump, key] = moments;
  assert.ok(jump!.prefix.endsWith('function keep() {\n  ') && jump!.suffix === '\n}\n', 'its old lines are gone');
  assert.equal(key!.prefix, `${jump!.prefix}l`);
  const pasted = moments.find(({ kind }) => kind === 'paste')!;
  assert.equal(pasted.prefix.split('\n').slice(0, 5).join('\n') + pasted.suffix, next);
});

test('a name is renamed everywhere, and the last text is another version’s', () => {
  const moments = [...editing('export const something = 1;\nsomething();\n', 'something();\nlet a = something;\n', 9)];
  const renamed = moments.find(({ kind }) => kind === 'rename')!;
  assert.equal((renamed.prefix + renamed.suffix).match(/somethingAgain/g)?.length, 2);
  const last = moments.at(-1)!;
  assert.equal(last.prefix + last.suffix, 'export const something = 1;\nsomething();\n');
});

test('so many hunks, evenly over all', () => {
  const lines = Array.from({ length: 40 }, (_, n) => `line${n};`);
  const changed = lines.map((line, n) => (n % 4 === 0 ? `${line} // x` : line));
  const jumps = [...editing(lines.join('\n'), changed.join('\n'), 5)].filter(({ kind }) => kind === 'jump');
  // And one to the middle of the file, before the renaming.
  assert.equal(jumps.length, 6);
});
