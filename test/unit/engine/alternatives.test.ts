import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternatives } from '../../../src/engine/alternatives.ts';
import { decode, type Decoded } from '../../../src/engine/decode.ts';
import { PrefixIndex } from '../../../src/engine/prefix-index.ts';
import { ScriptedBackend } from './scripted-backend.ts';
import { toy, tokenOf } from './toy-tokenizer.ts';

const index = new PrefixIndex(toy);

async function others(backend: ScriptedBackend, required = '', most = 2, cancelled = () => false) {
  const start = {
    state: backend.initial(),
    logits: backend.logits(0),
    required: new TextEncoder().encode(required),
    lines: 'one' as const,
    opening: '',
  };
  const first = (await decode(backend, toy, index, start, () => false)) as Decoded;
  const found = await alternatives(backend, toy, index, start, first, most, cancelled);
  return 'aborted' in found ? found : [first, ...found].map(({ text }) => text);
}

test('go another way where the first was least certain', async () => {
  // Only at its second token has the script something else that is likely.
  const backend = new ScriptedBackend([tokenOf('foo'), tokenOf('()')], [0, tokenOf(' bar')]);
  assert.deepEqual(await others(backend, '', 1), ['foo()', 'foo bar']);
});

test('keep to what is typed already', async () => {
  const backend = new ScriptedBackend([tokenOf(' request'), tokenOf('()')], [tokenOf(' re'), tokenOf('foo')]);
  const texts = (await others(backend, ' re')) as string[];
  assert.deepEqual(texts, ['quest()', '()', 'questfoo']);
});

test('are all different, and as many as were asked for at most', async () => {
  const backend = new ScriptedBackend([tokenOf('foo'), tokenOf('('), tokenOf(')')], [tokenOf('é'), tokenOf(' ='), 0]);
  for (const most of [0, 1, 2]) {
    const texts = (await others(backend, '', most)) as string[];
    assert.equal(texts.length, 1 + most);
    assert.equal(new Set(texts).size, texts.length);
  }
});

test('stop when they are cancelled', async () => {
  const backend = new ScriptedBackend([tokenOf('foo'), tokenOf('()')], [0, tokenOf(' bar')]);
  assert.deepEqual(await others(backend, '', 2, () => true), { aborted: 'cancelled' });
});
