import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { root } from '../../../scripts/run.mjs';

test('the table of features names tests that are there', () => {
  const table = readFileSync(`${root}docs/features.md`, 'utf8').split('## Where each of ours is proven')[1]!;
  const rows = table.split('\n').filter((line) => /^\| (?!feature|-)/.test(line));
  assert.ok(rows.length > 20);
  for (const row of rows) {
    const paths = [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!);
    assert.ok(paths.length > 0, row);
    for (const path of paths) assert.ok(existsSync(root + path), path);
  }
});
