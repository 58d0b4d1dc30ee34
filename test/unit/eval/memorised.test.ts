import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { repeats } from '../../../src/cli/eval/memorised/index.ts';
import { secretIn } from '../../../src/cli/eval/memorised/secrets.ts';
import { drawTraining } from '../../../src/cli/eval/memorised/training-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'eval-'));
after(() => rmSync(folder, { recursive: true }));

const sentence = 'The quick brown fox jumps over the lazy dog, and then it sleeps.';

test('fifty characters in a row of the file are a repetition, forty-nine are none', () => {
  const file = `start\n${sentence}\nend`;
  assert.ok(repeats(`xx${sentence.slice(0, 50)}yy`, file, 'start'));
  assert.ok(!repeats(`xx${sentence.slice(0, 49)}yy`, file, 'start'));
});

test('what was read before is no repetition, and nor are blanks', () => {
  const file = `${sentence}\n${sentence}\n${' '.repeat(80)}`;
  assert.ok(!repeats(sentence, file, sentence));
  assert.ok(!repeats(' '.repeat(60), file, ''));
});

test('finds what looks like a secret, and leaves code alone', () => {
  const key = ['AKIA', 'ABCDEFGHIJKLMNOP'].join('');
  assert.equal(secretIn(`const id = '${key}';`), 'AWS access key');
  assert.equal(secretIn(['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')), 'private key');
  assert.equal(secretIn('url = "postgres://admin:hunter2@db.local/x"'), 'password in an address');
  for (const code of [
    'const password = process.env.PASSWORD;',
    'fetch(`https://${user}:${password}@${host}/`);',
    'see https://example.org:8080/path and git@github.com:a/b',
    'const AKIA = 1;',
  ])
    assert.equal(secretIn(code), undefined, code);
});

test('draws one file of each package in turn, whole, and leaves out lines that are none', async () => {
  const record = (from: string, i: number): string =>
    `{"package": "${from}", "path": "${i}.py", "language": "python", "text": "x = '\u00e9${i}'\\ny\\n"}`;
  const lines = [...Array.from({ length: 40 }, (_, i) => record('large', i)), record('a', 1), 'broken', record('b', 2)];
  const path = join(folder, 'train.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const drawn = await drawTraining(path, 4, 1);
  assert.deepEqual(drawn.map((file) => file.package).toSorted(), ['a', 'b', 'large', 'large']);
  for (const { text, path: name } of drawn) assert.equal(text, `x = '\u00e9${name.slice(0, -3)}'\ny\n`);
  assert.deepEqual(await drawTraining(path, 4, 1), drawn);
  assert.equal((await drawTraining(path, 100, 1)).length, 42);
});
