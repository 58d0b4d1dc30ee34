import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roomForFeatures, setFeatures } from '../../../src/memory/features.ts';
import { readsOf, type Part } from '../../../src/memory/reads.ts';
import { delta, givenTo, phi, rowsOf } from './delta.ts';
import { random } from './toy.ts';

/** One-hot phi by a key of two equal neighbours: DPFP-1 of it has one feature that is not zero. */
const oneHot = (at: number, headDim: number): number[] =>
  Array.from({ length: headDim }, (_, i) => (i === at || i === at + 1 ? 1 : 0));

interface Token {
  readonly q: number[];
  readonly k: number[];
  readonly v: number[];
  readonly beta: number;
}

/** A record of one layer and one head. */
function partOf(tokens: readonly Token[]): Part {
  return {
    qkv: Float32Array.from(tokens.flatMap(({ q, k, v }) => [...q, ...k, ...v])),
    beta: Float32Array.from(tokens, ({ beta }) => beta),
    length: tokens.length,
  };
}

const small = { layers: 1, heads: 1, headDim: 4, nu: 1 };
const nothing = new Float32Array(32);

function randomPart(
  shape: { layers: number; heads: number; headDim: number },
  length: number,
  next: () => number,
): Part {
  const { layers, heads, headDim } = shape;
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    qkv: Float32Array.from({ length: layers * length * 3 * heads * headDim }, normal),
    beta: Float32Array.from({ length: layers * length * heads }, () => 2 * next()),
    length,
  };
}

test('features are those of equations 37 and 29, zeros, signs and every shift included', () => {
  const next = random(1);
  for (const [headDim, nu] of [
    [4, 1],
    [5, 2],
    [8, 3],
    [32, 1],
  ] as const) {
    for (let round = 0; round < 50; round++) {
      const x = Float32Array.from({ length: headDim + 3 }, () => (next() < 0.2 ? 0 : 2 * next() - 1));
      const out = roomForFeatures(headDim, nu);
      setFeatures(x, 2, headDim, nu, out);
      const dense = Array<number>(2 * headDim * nu).fill(0);
      for (let i = 0; i < out.count; i++) dense[out.at[i]!] = out.value[i]!;
      phi([...x.subarray(2, 2 + headDim)], nu).forEach((value, i) => assert.ok(Math.abs(value - dense[i]!) < 1e-6));
    }
  }
});

test('shares and what was before sum to one, in every layer and head, wherever the record is cut', () => {
  const shape = { layers: 2, heads: 3, headDim: 8, nu: 2 };
  const next = random(2);
  const parts = [7, 1, 20].map((length) => randomPart(shape, length, next));
  const start = Float32Array.from({ length: 2 * 3 * 8 * 32 }, () => next() - 0.5);
  for (const reader of [0, 6, 7, 8, 27]) {
    const { shares, before } = readsOf(shape, parts, start, reader);
    for (let at = 0; at < 6; at++) {
      const own = shares.subarray(at * 28, (at + 1) * 28);
      const sum = own.reduce((a, b) => a + b, before[at]!);
      assert.ok(Math.abs(sum - 1) < 1e-3, `reader ${reader}, head ${at}: ${sum}`);
      assert.ok(
        own.subarray(reader + 1).every((share) => share === 0),
        'nothing comes from the future',
      );
    }
  }
});

test('a share is what the read loses along itself when the value of that token is taken out', () => {
  const shape = { layers: 2, heads: 2, headDim: 6, nu: 1 };
  const next = random(3);
  const parts = [randomPart(shape, 9, next), randomPart(shape, 8, next)];
  const start = Float32Array.from({ length: 2 * 2 * 6 * 12 }, () => next() - 0.5);
  const { shares } = readsOf(shape, parts, start, 14);
  for (const [layer, head] of [
    [0, 0],
    [1, 1],
  ] as const) {
    const rows = rowsOf(shape, start, layer, head);
    const read = delta(givenTo(shape, parts, layer, head), rows).reads[14]!;
    const size = read.reduce((sum, value) => sum + value * value, 0);
    for (const [which, token] of [
      [0, 0],
      [0, 8],
      [1, 0],
      [1, 5],
    ] as const) {
      const { length } = parts[which]!;
      const qkv = parts[which]!.qkv.slice();
      const value = ((layer * length + token) * 3 + 2) * 12 + head * 6;
      qkv.fill(0, value, value + 6);
      const changed = parts.map((part, i) => (i === which ? { ...part, qkv } : part));
      const without = delta(givenTo(shape, changed, layer, head), rows).reads[14]!;
      const lost = read.reduce((sum, value, i) => sum + (value - without[i]!) * value, 0) / size;
      const share = shares[(layer * 2 + head) * 17 + 9 * which + token]!;
      assert.ok(Math.abs(lost - share) < 1e-4, `token ${token} of part ${which}: ${lost}, ${share}`);
    }
  }
});

test('a key that is written again with beta 1 takes the whole share of the one before it', () => {
  const [k, other] = [oneHot(0, 4), oneHot(1, 4)];
  const tokens = [
    { q: other, k, v: [1, 2, 0, 0], beta: 1 },
    { q: other, k: other, v: [5, 5, 5, 5], beta: 1 },
    { q: k, k, v: [0, 0, 3, 1], beta: 1 },
  ];
  const { shares, before } = readsOf(small, [partOf(tokens)], nothing, 2);
  [0, 0, 1].forEach((share, token) => assert.ok(Math.abs(shares[token]! - share) < 1e-5, `token ${token}`));
  assert.equal(before[0], 0);
});

test('beta 0 writes nothing, and gets nothing', () => {
  const k = oneHot(0, 4);
  const tokens = [
    { q: k, k, v: [1, 0, 0, 0], beta: 1 },
    { q: k, k, v: [7, 7, 7, 7], beta: 0 },
  ];
  const { shares } = readsOf(small, [partOf(tokens)], nothing, 1);
  assert.ok(Math.abs(shares[0]! - 1) < 1e-5);
  assert.equal(shares[1], 0);
});

test('where nothing is read there is no share', () => {
  const tokens = [
    { q: oneHot(1, 4), k: oneHot(0, 4), v: [1, 2, 3, 4], beta: 1 },
    { q: [0, 0, 0, 0], k: oneHot(0, 4), v: [1, 2, 3, 4], beta: 1 },
  ];
  for (const reader of [0, 1]) {
    const { shares, before } = readsOf(small, [partOf(tokens)], nothing, reader);
    assert.deepEqual([...shares, ...before], [0, 0, 0]);
  }
});

test('a value against the read counts below zero', () => {
  const k = oneHot(0, 4);
  const tokens = [
    { q: k, k, v: [-1, 0, 0, 0], beta: 0.5 },
    { q: k, k, v: [4, 0, 0, 0], beta: 0.5 },
  ];
  const { shares } = readsOf(small, [partOf(tokens)], nothing, 1);
  assert.ok(shares[0]! < 0 && shares[1]! > 1);
});

test('what is older than the record is told as one share', () => {
  const k = oneHot(0, 4);
  const start = new Float32Array(32);
  start[0] = 2; // row 0, feature 0: what oneHot(0) reads
  const token = { q: k, k: oneHot(1, 4), v: [9, 9, 9, 9], beta: 1 };
  const { shares, before } = readsOf(small, [partOf([token])], start, 0);
  assert.equal(shares[0], 0);
  assert.ok(Math.abs(before[0]! - 1) < 1e-6);
});
