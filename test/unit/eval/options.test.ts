import assert from 'node:assert/strict';
import { test } from 'node:test';
import { options } from '../../../src/cli/eval/options.ts';

function parsed(...args: string[]) {
  const result = options(args);
  assert.ok(!('error' in result));
  return result;
}

test('everything but calibration runs by default', () => {
  assert.deepEqual(parsed().sections, [
    'bits',
    'lines',
    'sets',
    'replay',
    'context',
    'planted',
    'memorised',
    'rounding',
  ]);
  assert.deepEqual(parsed('--calibrate').sections, ['calibration']);
  assert.deepEqual(parsed('--only', 'lines', '--only', 'bits').sections, ['bits', 'lines']);
});

test('a set that is named is what runs', () => {
  assert.deepEqual(parsed('--set', 'a.jsonl').sections, ['sets']);
  assert.deepEqual(parsed('--set', 'a.jsonl', '--only', 'bits').sections, ['bits']);
});

test('the long form has no limits but those given', () => {
  assert.equal(parsed('--full').cases, Infinity);
  assert.equal(parsed('--full').files, 200);
  assert.equal(parsed('--full', '--cases', '7').cases, 7);
});

test('says what is wrong', () => {
  for (const args of [['--lines', 'many'], ['--lines', '-1'], ['--only', 'speed'], ['--fast'], ['file']]) {
    const result = options(args);
    assert.ok('error' in result && result.error !== '', args.join(' '));
  }
});
