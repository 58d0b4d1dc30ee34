import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, type Decoded } from '../../../../src/engine/decode.ts';
import { Pointer } from '../../../../src/engine/pointer/pointer.ts';
import { TokenIndex } from '../../../../src/engine/pointer/token-index.ts';
import { PrefixIndex } from '../../../../src/engine/prefix-index.ts';
import { pack } from '../../../../src/memory/packed.ts';
import { ScriptedBackend } from '../scripted-backend.ts';
import { toy, tokenOf } from '../toy-tokenizer.ts';

const prefixes = new PrefixIndex(toy);
/** Whatever is found counts for nearly all, or for nearly nothing. */
const always = { spread: 3, weights: [9, 0, 0, 0, 0, 0, 0] };
const never = { spread: 3, weights: [-9, 0, 0, 0, 0, 0, 0] };

function pointer(source: string, before: string, mixture = always): Pointer {
  const index = new TokenIndex();
  index.append(pack(source.split(/(?<=\n)/).flatMap((line) => tokensOf(line))));
  return new Pointer({
    sources: [index],
    context: toy.line(before),
    mixture,
    copies: (token) => toy.bytes(token) !== undefined,
  });
}

function tokensOf(line: string): number[] {
  return [...toy.line(line.replace('\n', '')), ...(line.endsWith('\n') ? [toy.newline] : [])];
}

async function written(of: Pointer, script: string, required = ''): Promise<Decoded> {
  const backend = new ScriptedBackend(toy.line(script));
  const start = {
    state: backend.initial(),
    logits: backend.logits(0),
    required: new TextEncoder().encode(required),
    lines: 'one' as const,
    opening: '',
    pointer: of,
  };
  const result = await decode(backend, toy, prefixes, start, () => false);
  return 'aborted' in result ? assert.fail() : result;
}

test('what came next after the longest match has the largest share', () => {
  const copies = pointer('foo()x\n bar()y\n', ' bar()').next([]);
  const [x, y] = [toy.line('x')[0]!, toy.line('y')[0]!];
  assert.ok(copies !== undefined);
  assert.ok(copies.shares.get(y)! > copies.shares.get(x)!);
  assert.equal(copies.length, 2);
  assert.ok(Math.abs(copies.shares.get(x)! + copies.shares.get(y)! - 1) < 1e-12);
});

test('what is decoded goes on from what was decoded before it', () => {
  const copies = pointer('foo request()\n', 'foo').next([tokenOf(' request')]);
  assert.deepEqual([...copies!.shares.keys()], [tokenOf('()')]);
  assert.equal(copies!.length, 2);
});

test('a word typed half is found where something else stood before it', () => {
  const of = pointer('é request()\n', 'foo');
  assert.equal(of.next([]), undefined);
  const copies = of.next([], prefixes.allowed(new TextEncoder().encode(' req')));
  assert.deepEqual([...copies!.shares.keys()], [tokenOf(' request')]);
  assert.equal(copies!.length, 0);
});

test('a line is copied to its end, which is a stop', async () => {
  const result = await written(pointer('foo bar()\n', 'foo'), 'é');
  assert.equal(result.text, ' bar()');
  assert.equal(result.ended, 'stop');
  assert.equal(result.copied?.position, 1);
});

test('what is required comes first, also where it is copied', async () => {
  const result = await written(pointer('é request()\n', 'foo'), '()', ' re');
  assert.equal(result.text, 'quest()');
  assert.ok(result.copied !== undefined);
});

test('where copies count for nothing the model alone decides, and nothing counts as copied', async () => {
  const result = await written(pointer('foo bar()\n', 'foo', never), 'é');
  assert.equal(result.text, 'é');
  assert.equal(result.copied, undefined);
});
