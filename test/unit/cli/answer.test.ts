import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../../../src/cli/answer.ts';
import type { Completion, CompletionRequest } from '../../../src/memory/session.ts';

const calibration = { slope: 1, intercept: 0 };

function at(text: string): CompletionRequest {
  const [prefix = '', suffix = ''] = text.split('║');
  return { path: 'a.ts', prefix, suffix, lines: 'one', context: [] };
}

/** What is answered where the model writes `text`. */
async function answered(text: string, request: CompletionRequest, replaceRest = false) {
  const state = { weights: new Float32Array(0), conv: new Float32Array(0) };
  const completion: Completion = {
    text,
    replaceRest,
    tokens: 3,
    others: [],
    lines: [],
    parts: [],
    logprob: Math.log(0.25),
    read: 9,
    held: 9,
    state,
    point: { parent: undefined, position: 0, state },
  };
  const asked: CompletionRequest[] = [];
  const session = {
    complete: (request: CompletionRequest) => {
      asked.push(request);
      return Promise.resolve(completion);
    },
  };
  const result = await answer(session, calibration, request);
  return 'error' in result ? assert.fail(result.error) : { ...result, asked: asked[0]! };
}

test('the completion is what goes in at the cursor', async () => {
  const { completion, tokens, ms, confidence } = await answered('lines.length', at('const n = ║;\n'));
  assert.equal(completion, 'lines.length');
  assert.equal(tokens, 3);
  assert.ok(ms >= 0);
  assert.equal(confidence, 0.25);
});

test('closers that stay are taken off its end', async () => {
  assert.equal((await answered('a, b)', at('foo(║)\n'), true)).completion, 'a, b');
  assert.equal((await answered('a, [b]);', at('foo(║);\n'), true)).completion, 'a, [b]');
});

test('the filters are asked: what they drop is an empty completion', async () => {
  assert.equal((await answered('   ', at('foo(║\n'))).completion, '');
});

test('line ends are made plain before anything looks at them', async () => {
  const { asked } = await answered('x', at('a\r\nb = ║\r\nc'));
  assert.deepEqual([asked.prefix, asked.suffix], ['a\nb = ', '\nc']);
});

test('a text that is not read is an error', async () => {
  const session = { complete: () => Promise.resolve({ refused: 'the file is binary' }) };
  assert.deepEqual(await answer(session, calibration, at('║')), { error: 'not read: the file is binary' });
});
