import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockEnd } from '../../../src/engine/block-end.ts';
import { decode, type Decoded } from '../../../src/engine/decode.ts';
import { PrefixIndex } from '../../../src/engine/prefix-index.ts';
import { ScriptedBackend } from './scripted-backend.ts';
import { toy, tokenOf } from './toy-tokenizer.ts';

const index = new PrefixIndex(toy);
const never = () => false;

interface Case {
  required?: string;
  lines?: 'one' | 'block';
  opening?: string;
  syntax?: BlockEnd;
  cancelled?: () => boolean;
}

function run(
  backend: ScriptedBackend,
  { required = '', lines = 'one', opening = '', syntax, cancelled = never }: Case = {},
) {
  const start = {
    state: backend.initial(),
    logits: backend.logits(0),
    required: new TextEncoder().encode(required),
    lines,
    opening,
    syntax,
  };
  return decode(backend, toy, index, start, cancelled);
}

test('a line ends at the end symbol, which is not part of it but of its probability', async () => {
  const result = (await run(new ScriptedBackend(toy.line('foo()')))) as Decoded;
  assert.equal(result.text, 'foo()');
  assert.equal(result.tokens, 3);
  assert.equal(result.ended, 'stop');
  assert.ok(Math.abs(result.logprob - 3 * Math.log(0.9)) < 0.05);
});

test('a line could end behind each of its tokens, as likely as they are together', async () => {
  const { parts } = (await run(new ScriptedBackend(toy.line('foo()')))) as Decoded;
  assert.deepEqual(
    parts.map(({ length }) => length),
    [3, 5],
  );
  for (const [i, { logprob }] of parts.entries()) assert.ok(Math.abs(logprob - (i + 1) * Math.log(0.9)) < 0.05);
});

test('no part of a line ends inside of a character, or in what is required', async () => {
  const bytes = [5 + 0xc3, 5 + 0xa4];
  const { parts, text } = (await run(new ScriptedBackend([tokenOf(' re'), ...bytes, tokenOf('()')]), {
    required: ' re',
  })) as Decoded;
  assert.equal(text, 'ä()');
  assert.deepEqual(
    parts.map(({ length }) => length),
    [1, 3],
  );
});

test('a line ends at the newline, whether a symbol or spelt as a byte', async () => {
  for (const newline of [toy.newline, 5 + 10]) {
    const backend = new ScriptedBackend([...toy.line('foo()'), newline, ...toy.line(' bar')]);
    const result = (await run(backend)) as Decoded;
    assert.equal(result.text, 'foo()');
    assert.equal(result.ended, 'stop');
  }
});

test('what is required comes first, whatever the model would rather say', async () => {
  const backend = new ScriptedBackend([tokenOf('foo'), tokenOf('()')], [tokenOf(' request')]);
  const result = (await run(backend, { required: ' re' })) as Decoded;
  assert.equal(result.text, 'quest()');
});

test('required bytes that one token does not cover go step by step, the rest in one call', async () => {
  const script = [tokenOf('req'), tokenOf('uest'), ...toy.line('()()()()()')];
  const backend = new ScriptedBackend(script);
  const result = (await run(backend, { required: 'reque' })) as Decoded;
  assert.equal(result.text, 'st()()()()()');
  assert.deepEqual(backend.calls, [
    { forced: [tokenOf('req')], most: 1 },
    { forced: [tokenOf('uest')], most: 8 },
  ]);
});

test('no call chooses more than eight, and the budget of a line is 64', async () => {
  const backend = new ScriptedBackend(Array(100).fill(tokenOf('foo')));
  const result = (await run(backend)) as Decoded;
  assert.equal(result.ended, 'limit');
  assert.equal(result.tokens, 64);
  assert.equal(result.text, 'foo'.repeat(64));
  assert.ok(backend.calls.every(({ most }) => most <= 8));
});

test('the budget of a block is 200', async () => {
  const backend = new ScriptedBackend(Array(300).fill(tokenOf('foo')));
  const result = (await run(backend, { lines: 'block' })) as Decoded;
  assert.equal(result.tokens, 200);
});

test('a block goes over lines and ends where its indentation is left', async () => {
  const body = [toy.newline, tokenOf('    '), tokenOf('foo'), toy.newline, tokenOf(' bar'), tokenOf('foo')];
  const backend = new ScriptedBackend(body);
  const result = (await run(backend, { lines: 'block', opening: '  if x:' })) as Decoded;
  assert.equal(result.text, '\n    foo');
  assert.equal(result.ended, 'left');
  // Three tokens of text and the newline that ends it; what was decoded beyond is not part of the guess.
  assert.ok(Math.abs(result.logprob - 4 * Math.log(0.9)) < 0.05);
});

test('a character that is not complete is cut', async () => {
  const [first, second] = [...new TextEncoder().encode('日')].map((byte) => 5 + byte) as [number, number];
  const result = (await run(new ScriptedBackend([tokenOf('foo'), first, second]))) as Decoded;
  assert.equal(result.text, 'foo');
});

test('a cancellation between two calls is seen, and costs no further call', async () => {
  const backend = new ScriptedBackend(Array(100).fill(tokenOf('foo')));
  const result = await run(backend, { cancelled: () => backend.calls.length === 2 });
  assert.deepEqual(result, { aborted: 'cancelled' });
  assert.equal(backend.calls.length, 2);
});

test('messages get through while a line is decoded', async () => {
  const backend = new ScriptedBackend(Array(100).fill(tokenOf('foo')));
  let arrived = false;
  setImmediate(() => (arrived = true));
  assert.deepEqual(await run(backend, { cancelled: () => arrived }), { aborted: 'cancelled' });
});

test('each line of a block comes with the probability of everything up to its end', async () => {
  const body = [tokenOf('foo'), toy.newline, tokenOf('    '), tokenOf('foo'), toy.newline, tokenOf('foo')];
  const { text, lines, logprob } = (await run(new ScriptedBackend(body), {
    lines: 'block',
    opening: '    ',
  })) as Decoded;
  assert.equal(text, 'foo\n    foo');
  assert.equal(lines.length, 2);
  assert.ok(Math.abs(lines[0]! - 2 * Math.log(0.9)) < 0.05);
  assert.equal(lines[1], logprob);
});

test('what the syntax says comes before the indentation', async () => {
  const body = [tokenOf('foo'), toy.newline, tokenOf(')'), toy.newline, tokenOf('foo'), tokenOf('()')];
  const syntax = (text: string) => (text.includes('()') ? 5 : ('inside' as const));
  const result = (await run(new ScriptedBackend(body), { lines: 'block', opening: '    x', syntax })) as Decoded;
  assert.equal(result.text, 'foo\n)');
  assert.equal(result.ended, 'left');
});
