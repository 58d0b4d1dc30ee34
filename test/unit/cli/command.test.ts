/** The command as a process, with the real model. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { modelFolder } from '../engine/real-engine.ts';

const main = path.join(import.meta.dirname, '../../../src/cli/main.ts');

function start(args: readonly string[], model = modelFolder) {
  return spawn(process.execPath, [main, ...args], { env: { ...process.env, PALIMPSEST_MODEL: model } });
}

async function run(args: readonly string[], input = '', model = modelFolder) {
  const child = start(args, model);
  child.stdin.on('error', () => undefined); // It may end before it has read all.
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code: child.exitCode };
}

test('complete answers line by line and ends with its input', async () => {
  const question = { path: 'a.ts', prefix: 'const a = ', suffix: ';\n' };
  const input = [{ id: 1, ...question }, 'nope', { id: 2, ...question }, { id: 3, ...question, prefix: '\0' }]
    .map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
    .join('');
  const { stdout, code } = await run(['complete'], input);
  assert.equal(code, 0);
  interface Reply {
    readonly id: unknown;
    readonly completion?: string;
    readonly error?: string;
  }
  assert.ok(stdout.endsWith('\n'));
  const replies = stdout.trimEnd().split('\n');
  const [first, second, third, fourth] = replies.map((line) => JSON.parse(line) as Reply);
  assert.deepEqual(Object.keys(first!), ['id', 'completion', 'tokens', 'ms', 'confidence']);
  assert.equal(first!.id, 1);
  assert.match(second!.error!, /not JSON/);
  assert.deepEqual([third!.id, third!.completion], [2, first!.completion]);
  assert.match(fourth!.error!, /binary/);
  assert.equal(replies.length, 4);
});

test('a reader that goes away ends it quietly', async () => {
  const child = start(['complete']);
  const question = `${JSON.stringify({ path: 'a.ts', prefix: 'let a', suffix: '' })}\n`;
  child.stdin.on('error', () => undefined);
  child.stdin.write(question);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.write(question);
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  assert.deepEqual({ code: child.exitCode, stderr }, { code: 0, stderr: '' });
});

test('a model that is not there is named', async () => {
  const { stdout, stderr, code } = await run(['complete'], '{}\n', path.join(modelFolder, 'none'));
  assert.equal(stdout, '');
  assert.match(stderr, /model\.json/);
  assert.equal(code, 1);
});

test('a command that there is not, or an option, says what there is', async () => {
  for (const args of [[], ['nope'], ['toString'], ['bench', '--nope'], ['eval', '--nope'], ['bench', '--keys', 'x']]) {
    const { stdout, stderr, code } = await run(args);
    assert.equal(stdout, '');
    assert.match(stderr, /npm run -s/);
    assert.equal(code, 2, args.join(' '));
  }
});
