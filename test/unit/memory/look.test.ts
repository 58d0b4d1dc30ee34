import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileKernel } from '../../../scripts/kernel.mjs';
import { startLook } from '../../../src/engine/kernel/look.ts';
import type { Model } from '../../../src/engine/model.ts';
import { collisionsOf } from '../../../src/memory/collisions.ts';
import { givenOf } from '../../../src/memory/given.ts';
import { plainLook } from '../../../src/memory/plain-look.ts';
import { readsOf, type Part } from '../../../src/memory/reads.ts';
import { recallOf } from '../../../src/memory/recall.ts';
import { byFeature } from '../../../src/memory/replay.ts';
import { writesOf } from '../../../src/memory/writes.ts';
import { random } from './toy.ts';

const shape = { layers: 2, heads: 3, headDim: 32, nu: 1 };
const always = () => Promise.resolve(true);
const next = random(11);
const W = Float32Array.from({ length: 6 * 32 * 64 }, () => next() - 0.5);

function partOf(length: number): Part {
  return {
    qkv: Float32Array.from({ length: 2 * length * 3 * 96 }, () => 2 * next() - 1),
    beta: Float32Array.from({ length: 2 * length * 3 }, () => 2 * next()),
    length,
  };
}

/** The same numbers, of which nothing has been worked out yet. */
const anew = (parts: readonly Part[]): Part[] => parts.map((part) => ({ ...part }));

function assertClose(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-4, `${what} ${i}: ${value}, ${expected[i]}`),
  );
}

test('the kernel looks as plain loops do, whatever part of the record it holds from the look before', async () => {
  const look = await startLook({ config: shape } as Model, await compileKernel());
  assert.ok(look !== undefined);
  const [a, b, c, d] = [64, 1, 7, 30].map((length) => givenOf(shape, partOf(length))) as never as [
    never,
    never,
    never,
    never,
  ];
  for (const parts of [[a, b], [a, b, c], [a, d], [d, c, a], [b]]) {
    for (const [i, { along, squares }] of look.back(byFeature(shape, W), parts).entries()) {
      const plain = plainLook.back(byFeature(shape, W), parts)[i]!;
      assertClose(along, plain.along, 'along');
      assertClose(squares, plain.squares, 'squares');
    }
    const [r, own] = [W.slice(0, 6 * 64), W.slice(0, 6 * 64)];
    const [{ weights, read }, plain] = [look.weigh(r, parts, 20), plainLook.weigh(own, parts, 20)];
    assertClose(r, own, 'r');
    assertClose(read, plain.read, 'read');
    for (const [i, values] of weights.entries()) assertClose(values, plain.weights[i]!, 'weights');
    const along = plainLook.along(read, parts);
    for (const [i, values] of look.along(read, parts).entries()) assertClose(values, along[i]!, 'along o');
  }
});

test('what is kept from one update to the next gives what a record made from nothing gives, to the bit', async () => {
  const [first, second, third, other, last] = [partOf(64), partOf(64), partOf(20), partOf(3), partOf(3)];
  const ways = [[first, second], [first, second, third], [first, second, other], [first, second, third, last], [first]];
  for (const parts of ways) {
    const tokens = parts.reduce((sum, { length }) => sum + length, 0);
    const texts = Array.from({ length: tokens }, (_, i) => (i % 7 === 0 ? undefined : `${i % 40}`));
    const all = async (own: readonly Part[]) => ({
      writes: await writesOf(shape, own, W, always),
      recall: await recallOf(shape, own, W, [10, 12], always),
      reads: readsOf(shape, own, W, tokens - 2),
      collisions: await collisionsOf(shape, own, texts, always),
    });
    assert.deepEqual(await all(parts), await all(anew(parts)));
  }
});

test('when the first part goes, the pairs that collide are those of the others, and the rest is as it was', async () => {
  const parts = [64, 64, 64, 9].map(partOf);
  const texts = Array.from({ length: 201 }, (_, i) => `${i % 40}`);
  await collisionsOf(shape, parts, texts, always);
  const all = (await writesOf(shape, parts, W, always))!;
  const [rest, own] = [parts.slice(1), texts.slice(64)];
  const collisions = await collisionsOf(shape, rest, own, always);
  assert.deepEqual(collisions, await collisionsOf(shape, anew(rest), own, always));
  const left = (await writesOf(shape, rest, new Float32Array(W.length), always))!;
  assert.deepEqual(left.surprise.subarray(0, 137), all.surprise.subarray(64, 201));
});
