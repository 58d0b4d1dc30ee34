import assert from 'node:assert/strict';
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FolderCache } from '../../../src/cli/bench/folder-cache.ts';
import { quantile } from '../../../src/cli/bench/measure.ts';
import { realCode } from '../../../src/cli/bench/text.ts';
import { typing } from '../../../src/cli/bench/typing.ts';

const lines = Array.from({ length: 100 }, (_, index) => `${' '.repeat(index % 5)}line ${index}`);

test('typing ends in the text that was there', () => {
  const requests = [...typing(lines)];
  const { prefix, suffix } = requests.at(-1)!;
  assert.equal(prefix + suffix, lines.join('\n'));
  assert.ok(requests.length > 200);
});

test('each key adds one character, or a line end with its indentation', () => {
  const requests = [...typing(lines)];
  for (const [index, { prefix, suffix }] of requests.entries()) {
    const before = requests[index - 1]?.prefix ?? lines.slice(0, 40).join('\n');
    assert.ok(prefix.startsWith(before));
    assert.match(prefix.slice(before.length), /^(\n *|.)$/);
    assert.equal(suffix, `\n${lines.slice(80).join('\n')}`);
  }
});

test('a file and its end are typed alike', () => {
  const typed = (text: readonly string[]) => [...typing(text)].map(({ prefix }) => prefix.slice(-10));
  assert.deepEqual(typed(lines), typed(lines.slice(-70)));
});

test('real code comes from held-out files, else from this repository', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palimpsest-'));
  const row = (language: string, text: string) => JSON.stringify({ package: 'p', path: 'a', language, text });
  const rows = [row('python', 'pass\n'), row('typescript', 'a\nb\n'), row('typescript', 'x\0')];
  writeFileSync(path.join(folder, 'test.jsonl'), rows.join('\n'));
  assert.deepEqual(realCode(5, folder), { lines: ['a', 'b', '', 'a', 'b'], from: 'held-out files' });
  const own = realCode(300, path.join(folder, 'none'), path.join(import.meta.dirname, '../../../src'));
  assert.equal(own.lines.length, 300);
  assert.equal(own.from, 'this repository');
});

test('quantiles', () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([4, 1, 2, 3], 0.5), 2.5);
  assert.equal(quantile([7], 0.9), 7);
});

test('a folder keeps files as a cache does, the last one at the end', async () => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'palimpsest-')), 'cache');
  const cache = new FolderCache(folder);
  for (const [at, name] of ['b', 'a', 'c'].entries()) {
    await cache.put(name, Uint8Array.of(at));
    utimesSync(path.join(folder, name), at, at);
  }
  assert.deepEqual(await cache.list(), ['b', 'a', 'c']);
  await cache.drop('a');
  assert.deepEqual([...(await new FolderCache(folder).get('c'))!], [2]);
  await cache.keep(['c']);
  assert.deepEqual([await cache.list(), await cache.get('b')], [['c'], undefined]);
});
