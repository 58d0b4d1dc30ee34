import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../../../src/memory/reads.ts';
import { writesOf } from '../../../src/memory/writes.ts';
import { delta, givenTo, rowsOf, times } from './delta.ts';
import { random } from './toy.ts';

const size = (x: readonly number[]): number => Math.hypot(...x);

test('beta, surprise and what is held are those of the delta rule, in every head and wherever the record is cut', async () => {
  const shape = { layers: 2, heads: 2, headDim: 6, nu: 2 };
  const next = random(5);
  const part = (length: number): Part => ({
    qkv: Float32Array.from({ length: 2 * length * 3 * 12 }, () => 2 * next() - 1),
    beta: Float32Array.from({ length: 2 * length * 2 }, () => 2 * next()),
    length,
  });
  const parts = [part(5), part(1), part(6)];
  const start = Float32Array.from({ length: 2 * 2 * 6 * 24 }, () => next() - 0.5);
  const { beta, surprise, held } = (await writesOf(shape, parts, start))!;
  for (const [layer, head] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const given = givenTo(shape, parts, layer, head);
    const { missing, W } = delta(given, rowsOf(shape, start, layer, head));
    for (const [token, { k, v, beta: strength }] of given.entries()) {
      const at = (layer * 2 + head) * 12 + token;
      assert.equal(beta[at], strength);
      assert.ok(Math.abs(surprise[at]! - size(missing[token]!) / size(v)) < 1e-4);
      const back = times(W, k).reduce((sum, value, i) => sum + value * v[i]!, 0) / size(v) ** 2;
      assert.ok(Math.abs(held[at]! - back) < 1e-4);
    }
  }
});

test('a new key is a surprise of 1, the same again none, and is held; beta 0 leaves nothing behind', async () => {
  const shape = { layers: 1, heads: 1, headDim: 4, nu: 1 };
  const [key, other] = [
    [1, 1, 0, 0],
    [0, 1, 1, 0],
  ];
  const tokens = [
    { k: key, v: [1, 2, 3, 4], beta: 1 },
    { k: key, v: [1, 2, 3, 4], beta: 1 },
    { k: other, v: [4, 3, 2, 1], beta: 0 },
    { k: other, v: [0, 0, 0, 0], beta: 1 },
  ];
  const part: Part = {
    qkv: Float32Array.from(tokens.flatMap(({ k, v }) => [0, 0, 0, 0, ...k, ...v])),
    beta: Float32Array.from(tokens, ({ beta }) => beta),
    length: 4,
  };
  const { surprise, held } = (await writesOf(shape, [part], new Float32Array(32)))!;
  const close = (actual: Float32Array, expected: number[]) =>
    expected.forEach((value, i) => assert.ok(Math.abs(actual[i]! - value) < 1e-4, `${i}: ${actual[i]}`));
  close(surprise, [1, 0, 1, 0]);
  close(held, [1, 1, 0, 0]);
});

test('whoever turns away gets no answer, and no part more is computed for them', async () => {
  let asked = 0;
  const parts = Array.from({ length: 4 }, () => ({ qkv: new Float32Array(12), beta: new Float32Array(1), length: 1 }));
  const shape = { layers: 1, heads: 1, headDim: 4, nu: 1 };
  const turnsAway = () => Promise.resolve(++asked < 3);
  assert.equal(await writesOf(shape, parts, new Float32Array(32), turnsAway), undefined);
  assert.equal(asked, 3);
});
