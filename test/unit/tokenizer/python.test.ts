import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { modelFolder, testTokenizer } from './folder.ts';

const repository = path.join(import.meta.dirname, '../../..');
const count = 1000;
/** Held-out documents, one JSON object a line; PALIMPSEST_HELD_OUT names another folder with such files. */
const folder = process.env['PALIMPSEST_HELD_OUT'] ?? path.join(repository, 'training/.work/text');
const files = ['valid.jsonl', 'test.jsonl'].map((name) => path.join(folder, name)).filter((file) => existsSync(file));

function python(): string {
  const own = path.join(repository, 'training/.venv/bin/python');
  return process.env['PALIMPSEST_PYTHON'] ?? (existsSync(own) ? own : 'python3');
}

/** What Python's SentencePiece makes of each document. */
function expected(): number[][] {
  const script = path.join(repository, 'training/tests/tokens.py');
  const model = path.join(modelFolder, 'tokenizer.model');
  const run = spawnSync(python(), [script, model, String(count), ...files], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  assert.equal(run.status, 0, run.stderr || String(run.error));
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as number[]);
}

function documents(): { path: string; text: string }[] {
  return files
    .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
    .slice(0, count)
    .map((row) => JSON.parse(row) as { path: string; text: string });
}

const skip = files.length === 0 && `there is no held-out text in ${path.relative(repository, folder)}`;

test(`the same tokens as Python's on ${count} held-out files`, { skip }, async () => {
  const tokenizer = await testTokenizer();
  const theirs = expected();
  const texts = documents();
  assert.equal(theirs.length, texts.length);
  let tokens = 0;
  for (const [index, { path: name, text }] of texts.entries()) {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const ours = [tokenizer.file, ...tokenizer.line(name), tokenizer.newline];
    for (const line of lines) ours.push(...tokenizer.line(line), tokenizer.newline);
    // Compared by hand first: a failing deepEqual of thousands of numbers prints them all.
    const at = ours.findIndex((token, i) => token !== theirs[index]![i]);
    assert.equal(at, -1, `${name}: token ${at} is ${ours[at]}, not ${theirs[index]![at]}`);
    assert.equal(ours.length, theirs[index]!.length, name);
    tokens += ours.length;
  }
  assert.equal(texts.length, count);
  console.log(`${texts.length} files, ${tokens} tokens`);
});
