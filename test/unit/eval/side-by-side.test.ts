import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../../src/cli/eval/index.ts';
import { options, SECTIONS } from '../../../src/cli/eval/options.ts';
import { halves, inOwnProcess, together } from '../../../src/cli/eval/side-by-side.ts';
import { table } from '../../../src/cli/eval/table.ts';

const report: Report = {
  model: { id: 'a', name: 'b' },
  backend: 'x',
  seed: 1,
  malformed: [],
  took: { bits: 2 },
  seconds: 2,
};
const own: Report = { ...report, bitsPerByte: { notRun: 'no files' } };

test('every section that runs by default runs in one half or the other, and with one core in the first', () => {
  const parsed = options([]);
  assert.ok(!('error' in parsed));
  const [first, second] = halves(parsed.sections, 2);
  assert.deepEqual([...first, ...second].sort(), [...parsed.sections].sort());
  assert.ok(first.length > 0 && second.length > 0);
  assert.deepEqual(halves(parsed.sections, 1), [[...parsed.sections], []]);
  assert.deepEqual(halves(['bits'], 8), [['bits'], []]);
});

/** A program that prints its arguments and its backend as if they were a report. */
const echo = [
  process.execPath,
  '-e',
  `console.log(JSON.stringify({ args: process.argv.slice(1), backend: process.env.PALIMPSEST_BACKEND, low: null }))`,
  '--',
];

test('the other half is asked for its sections, with the same options and the same backend', async () => {
  const other = await inOwnProcess(echo, ['--seed', '7'], ['lines', 'sets'], 'kernel-relaxed');
  assert.deepEqual(other, {
    args: ['--seed', '7', '--json', '--only', 'lines', '--only', 'sets'],
    backend: 'kernel',
    low: NaN,
  });
});

test('a half that breaks costs its sections and not the run', async () => {
  for (const script of ['process.exit(3)', 'console.log("{")', 'process.kill(process.pid, "SIGKILL")']) {
    const other = await inOwnProcess([process.execPath, '-e', script, '--'], [], ['lines'], 'wasm');
    assert.ok('error' in other, script);
    const both = together(own, other, ['lines'], 3);
    assert.deepEqual(both.lines, { notRun: other.error });
    assert.deepEqual(both.bitsPerByte, own.bitsPerByte);
    assert.match(table(both), /held-out lines: not run/);
  }
  assert.ok('error' in (await inOwnProcess(['/no/such/program'], [], [...SECTIONS], 'wasm')));
});

test('two halves are one report', () => {
  const other: Report = { ...report, took: { lines: 5 }, lines: { notRun: 'no files' } };
  const both = together(own, other, ['lines'], 5);
  assert.deepEqual([both.took, both.seconds], [{ bits: 2, lines: 5 }, 5]);
  assert.ok(both.lines !== undefined && both.bitsPerByte !== undefined);
});
