import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Backend, State } from '../../../src/engine/backend.ts';
import { chooseFree } from '../../../src/engine/choice.ts';
import type { Engine } from '../../../src/engine/load.ts';
import { replay } from '../memory/delta.ts';
import { realEngine, someTokens } from './real-engine.ts';

let engine: Engine;
let backend: Backend;
let tokens: number[];

before(async () => {
  engine = await realEngine();
  ({ backend } = engine);
  tokens = someTokens(engine, 140);
});
after(() => backend.dispose());

/** The same tokens one after the other, in calls of 16. */
async function bySteps(state: State, forced: readonly number[]) {
  let logits: Float32Array = new Float32Array();
  for (let at = 0; at < forced.length; at += 16) {
    ({ state, logits } = await backend.steps(state, forced.slice(at, at + 16), 1, true));
  }
  return { state, logits };
}

/** A state that is not empty. */
async function carried(): Promise<State> {
  return (await backend.chunk(backend.initial(), tokens.slice(64, 128))).state;
}

/** Greatest difference over the greatest value. */
function difference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  let most = 0;
  let scale = 0;
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(a[i]!));
  }
  return most / scale;
}

function argmax(values: Float32Array): number {
  return values.indexOf(values.reduce((a, b) => Math.max(a, b)));
}

function assertAgree(a: { state: State; logits: Float32Array }, b: { state: State; logits: Float32Array }): void {
  assert.ok(difference(a.state.weights, b.state.weights) < 1e-4, 'W');
  assert.ok(difference(a.state.conv, b.state.conv) < 1e-4, 'convolution');
  assert.ok(difference(a.logits, b.logits) < 1e-3, 'logits');
  assert.equal(argmax(a.logits), argmax(b.logits));
}

test('a chunk of 64 is 64 steps, from nothing and from a carried state', async () => {
  for (const state of [backend.initial(), await carried()]) {
    assertAgree(await backend.chunk(state, tokens.slice(0, 64)), await bySteps(state, tokens.slice(0, 64)));
  }
});

test('a padded chunk is as many steps, whatever its length', async () => {
  const state = await carried();
  for (const length of [1, 2, 3, 15, 16, 17, 37, 63]) {
    assertAgree(await backend.chunk(state, tokens.slice(0, length)), await bySteps(state, tokens.slice(0, length)));
  }
});

test('a chunk split anywhere gives the same state', async () => {
  const whole = await backend.chunk(backend.initial(), tokens.slice(0, 64));
  for (const split of [1, 16, 37, 62]) {
    const first = await backend.chunk(backend.initial(), tokens.slice(0, split));
    assertAgree(await backend.chunk(first.state, tokens.slice(split, 64)), whole);
  }
});

test('repeated keys: 64 times the same token', async () => {
  const same = Array<number>(64).fill(tokens[5]!);
  const state = await carried();
  assertAgree(await backend.chunk(state, same), await bySteps(state, same));
});

test('the same call twice gives the same bits, and leaves its input and earlier results alone', async () => {
  const state = await carried();
  const before = state.weights.slice();
  const first = await backend.chunk(state, tokens.slice(0, 64));
  const copy = first.state.weights.slice();
  const again = await backend.chunk(state, tokens.slice(0, 64));
  await backend.steps(first.state, tokens.slice(0, 8), 4, true);
  assert.deepEqual(state.weights, before);
  assert.deepEqual(first.state.weights, copy);
  assert.deepEqual(again.state.weights, copy);
  assert.notEqual(again.state.weights.buffer, first.state.weights.buffer);
});

test('the last token of a chunk changes nothing before it, to the bit', async () => {
  const targets = tokens.slice(1, 65);
  const state = await carried();
  const one = await backend.chunk(state, tokens.slice(0, 64), targets);
  const other = await backend.chunk(state, [...tokens.slice(0, 63), tokens[100]!], targets);
  assert.deepEqual(one.nll!.subarray(0, 63), other.nll!.subarray(0, 63));
  assert.notEqual(one.nll![63], other.nll![63]);
  assert.notDeepEqual(one.state.weights, other.state.weights);
});

test('nll is minus the log probability of each target, one for each token', async () => {
  const { nll } = await backend.chunk(backend.initial(), tokens.slice(0, 5), tokens.slice(1, 6));
  assert.equal(nll!.length, 5);
  const { logits } = await bySteps(backend.initial(), tokens.slice(0, 5));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - logits[tokens[5]!]!), 0);
  assert.ok(Math.abs(nll![4]! - Math.log(sum)) < 1e-3);
});

test('the graph chooses as the host does: token and log probability, on a line and in a block', async () => {
  const state = await carried();
  for (const oneLine of [true, false]) {
    for (let length = 1; length <= 24; length++) {
      const result = await backend.steps(state, tokens.slice(0, length), 1, oneLine);
      const choice = chooseFree(result.logits, engine.tokenizer, oneLine);
      assert.deepEqual(result.chosen, [choice.token]);
      assert.ok(Math.abs(result.logprobs[0]! - choice.logprob) < 1e-3);
    }
  }
});

test('many choices in one call are as many calls of one', async () => {
  const state = await carried();
  const run = await backend.steps(state, tokens.slice(0, 20), 8, false);
  let next = await backend.steps(state, tokens.slice(0, 20), 1, false);
  const chosen = [...next.chosen];
  while (chosen.length < run.chosen.length) {
    next = await backend.steps(next.state, [chosen.at(-1)!], 1, false);
    chosen.push(...next.chosen);
  }
  assert.deepEqual(run.chosen, chosen);
  assert.deepEqual(run.state.weights, next.state.weights);
});

test('a call ends at a stop', async () => {
  const { end } = engine.tokenizer;
  let stopped = 0;
  for (let length = 8; length <= 64; length += 4) {
    const { chosen } = await backend.steps(backend.initial(), tokens.slice(0, length), 8, true);
    const at = chosen.indexOf(end);
    assert.ok(!chosen.includes(engine.tokenizer.newline));
    if (at < 0) assert.equal(chosen.length, 8);
    else assert.equal(at, chosen.length - 1);
    if (at >= 0) stopped += 1;
  }
  assert.ok(stopped > 0, 'no prefix was followed by a stop');
});

test('what is no call is refused, and the next one is served', async () => {
  await assert.rejects(backend.chunk(backend.initial(), []), RangeError);
  await assert.rejects(backend.chunk(backend.initial(), tokens.slice(0, 65)), RangeError);
  await assert.rejects(backend.steps(backend.initial(), [], 1, true), RangeError);
  await assert.rejects(backend.steps(backend.initial(), [engine.tokenizer.size], 1, true));
  await backend.steps(backend.initial(), [tokens[0]!], 1, true);
});

test('a record is of the tokens given, and its delta rule leads to the state that reading them leads to', async () => {
  const { layers, heads, headDim } = backend.config;
  const begin = await carried();
  for (const count of [64, 11]) {
    const part = tokens.slice(0, count);
    const { qkv, beta, state } = await backend.record(begin, part);
    assert.equal(qkv.length, layers * count * 3 * heads * headDim);
    assert.equal(beta.length, layers * count * heads);
    assert.ok(difference(state.weights, (await backend.chunk(begin, part)).state.weights) < 1e-4);
    const replayed = replay(backend.config, begin.weights, [{ qkv, beta, length: count }]);
    assert.ok(difference(state.weights, replayed) < 1e-4, `${count} tokens`);
  }
});
