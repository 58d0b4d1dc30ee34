import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { infillingCase, programOf } from '../../../src/cli/eval/cases.ts';
import { readJsonLines } from '../../../src/cli/eval/texts.ts';

const folder = mkdtempSync(join(tmpdir(), 'eval-'));
after(() => rmSync(folder, { recursive: true }));

const good = { prompt: 'def f():\n', suffix: '    return x\n', canonical_solution: '    x = 1\n' };

test('the line break that ends an answer stays in the document', () => {
  assert.deepEqual(infillingCase(good), {
    group: 'def f():\n    return x\n',
    path: 'untitled.py',
    prefix: 'def f():\n',
    suffix: '\n    return x\n',
    answer: '    x = 1',
  });
});

test('an answer inside a line is asked as it stands, under its own path', () => {
  const inside = { prompt: 'a = f(', suffix: ');\n', canonical_solution: 'b', path: 'src/a.ts', entry_point: 'f' };
  assert.deepEqual(infillingCase(inside), {
    group: 'f',
    path: 'src/a.ts',
    prefix: 'a = f(',
    suffix: ');\n',
    answer: 'b',
  });
});

test('the program of a case is its document with the answer in it, and then the test', () => {
  const record = { ...good, entry_point: 'f', task_id: 't/1', test: 'def check(c):\n    c()' };
  const whole = infillingCase(record);
  assert.ok(!('error' in whole));
  assert.equal(whole.name, 't/1');
  assert.equal(
    programOf(whole, whole.answer, false),
    'def f():\n    x = 1\n    return x\n\ndef check(c):\n    c()\ncheck(f)\n',
  );
  const inside = infillingCase({ ...record, prompt: 'print(', canonical_solution: '1', suffix: ')\nend()' });
  assert.ok(!('error' in inside));
  assert.match(programOf(inside, '1)', true), /^print\(1\)\nend\(\)\n/);
  const unnamed = infillingCase({ ...record, entry_point: 'f(); import os' });
  assert.ok(!('error' in unnamed) && unnamed.test === undefined);
});

test('malformed lines are reported by number and cost nothing else', () => {
  const lines = [JSON.stringify(good), '{"prompt": 1}', '', 'not json', 'null', JSON.stringify(good)].join('\n');
  for (const [name, data] of [
    ['set.jsonl', Buffer.from(lines)],
    ['set.jsonl.gz', gzipSync(lines)],
  ] as const) {
    writeFileSync(join(folder, name), data);
    const read = readJsonLines(join(folder, name), infillingCase);
    assert.ok(!('error' in read));
    assert.equal(read.items.length, 2);
    assert.deepEqual(
      read.malformed.map(({ line }) => line),
      [2, 4, 5],
    );
  }
});

test('a file that is not there, or is not what its name says, is one error', () => {
  writeFileSync(join(folder, 'torn.jsonl.gz'), 'not gzip');
  for (const name of ['none.jsonl', 'torn.jsonl.gz']) {
    const read = readJsonLines(join(folder, name), infillingCase);
    assert.ok('error' in read);
    assert.match(read.error, new RegExp(name));
  }
});
