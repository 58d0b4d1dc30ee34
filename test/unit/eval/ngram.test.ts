import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FileModel } from '../../../src/cli/eval/ngram/file-model.ts';
import { readTables, Tables } from '../../../src/cli/eval/ngram/tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'eval-'));
after(() => rmSync(folder, { recursive: true }));

/** Three tokens; after 0 comes 1 with 0.6 and what the unigrams say with 0.4; after 0 1 always 2. */
const levels = [
  { keys: Float64Array.of(1, 5), gain: Float32Array.of(0.6, 0), backoff: Float32Array.of(0.4, 1, 1) },
  { keys: Float64Array.of(2), gain: Float32Array.of(1), backoff: Float32Array.of(0, 1) },
];
const unigram = Float32Array.of(0.5, 0.25, 0.25);

function near(got: Iterable<number>, wanted: readonly number[]): void {
  for (const [i, p] of [...got].entries()) assert.ok(Math.abs(p - wanted[i]!) < 1e-6, `${p} is not ${wanted[i]!}`);
}

test('orders are mixed as far as the context is known', () => {
  const tables = new Tables(unigram, levels, []);
  near(tables.after([]), [0.5, 0.25, 0.25]);
  near(tables.after([2]), [0.5, 0.25, 0.25]);
  near(tables.after([2, 0]), [0.2, 0.7, 0.1]);
  near(tables.after([0, 1]), [0, 0, 1]);
});

test('the cache says what followed the longest context that stood before', () => {
  const model = new FileModel(new Tables(unigram, [], [0.5, 0.8]));
  near(model.next(), [0.5, 0.25, 0.25]);
  model.read([2, 0, 2, 1, 2]);
  // After 2 came 0 and 1.
  near(model.next(), [0.2 * 0.5 + 0.4, 0.2 * 0.25 + 0.4, 0.2 * 0.25]);
  // Tokens that are context only: after 1 came 2.
  near(model.next([1]), [0.1, 0.05, 0.05 + 0.8]);
});

test('tables that are not there, or of another tokenizer, say what makes them', () => {
  const none = readTables(folder, 3);
  assert.ok('notRun' in none);
  assert.match(none.notRun, /ngram\.py --seen training\/seen\.json --export/);
  writeFileSync(join(folder, 'ngram.json'), JSON.stringify({ order: 1, vocab: 3, cacheWeights: [0.1] }));
  writeFileSync(join(folder, 'unigram.bin'), new Uint8Array(unigram.buffer));
  assert.ok('notRun' in readTables(folder, 8192));
  const tables = readTables(folder, 3);
  assert.ok(!('notRun' in tables));
  near(tables.after([]), [0.5, 0.25, 0.25]);
});
