import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { collisionsOf } from '../../../src/memory/collisions.ts';
import { collided } from '../../../src/memory/recalled.ts';
import type { Part } from '../../../src/memory/reads.ts';
import { Session } from '../../../src/memory/session.ts';
import { mostPairs } from '../../../src/protocol/collisions.ts';
import { parseToPanel } from '../../../src/protocol/panel.ts';
import { realEngine } from '../engine/real-engine.ts';
import { givenTo, type Given } from './delta.ts';
import { random } from './toy.ts';

const always = () => Promise.resolve(true);
after(async () => (await realEngine()).backend.dispose());

type Texts = readonly (string | undefined)[];

/** All pairs, compared one by one: the best of each pair of texts, the best of them first. */
function plain(given: readonly Given[], texts: Texts) {
  const best = new Map<string, { overlap: number; cosine: number; i: number; j: number }>();
  for (let j = 0; j < texts.length; j++) {
    for (let i = 0; i < j; i++) {
      if (texts[i] === undefined || texts[j] === undefined || texts[i] === texts[j]) continue;
      const [a, b] = [given[i]!, given[j]!];
      const dot = a.k.reduce((sum, value, n) => sum + value * b.k[n]!, 0);
      const cosine = dot / (Math.hypot(...a.k) * Math.hypot(...b.k));
      const overlap = Math.min(a.beta, b.beta) * cosine;
      const name = [texts[i], texts[j]].sort().join('\n');
      if (overlap > (best.get(name)?.overlap ?? 0)) best.set(name, { overlap, cosine, i, j });
    }
  }
  return [...best.values()].sort((a, b) => b.overlap - a.overlap).slice(0, mostPairs);
}

function assertPairs(
  { pairs, figures }: { readonly pairs: Int32Array; readonly figures: Float32Array },
  head: number,
  given: readonly Given[],
  texts: Texts,
): number {
  const wanted = plain(given, texts);
  for (let n = 0; n < mostPairs; n++) {
    const [i, j] = pairs.subarray((head * mostPairs + n) * 2);
    const [cosine, first, second] = figures.subarray((head * mostPairs + n) * 3);
    const own = wanted[n];
    if (own === undefined) {
      assert.deepEqual([i, j], [-1, -1]);
      continue;
    }
    assert.ok(i! < j! && texts[i!] !== texts[j!]);
    assert.equal(first, given[i!]!.beta);
    assert.equal(second, given[j!]!.beta);
    assert.ok(Math.abs(Math.min(first, second) * cosine! - own.overlap) < 1e-5, `head ${head}, pair ${n}`);
  }
  return wanted.length;
}

test('the pairs that overlap most of all, in every head, however strongly they were written', async () => {
  const shape = { layers: 2, heads: 2, headDim: 6, nu: 2 };
  const next = random(9);
  const parts = [40, 23].map((length): Part => ({
    qkv: Float32Array.from({ length: 2 * length * 3 * 12 }, () => 2 * next() - 1),
    beta: Float32Array.from({ length: 2 * length * 2 }, () => 2 * next()),
    length,
  }));
  const texts = Array.from({ length: 60 }, (_, i) => (i % 7 === 0 ? undefined : `${i % 20}`));
  const collisions = await collisionsOf(shape, parts, texts, always);
  for (let at = 0; at < 4; at++) {
    const count = assertPairs(collisions!, at, givenTo(shape, parts, Math.floor(at / 2), at % 2), texts);
    assert.equal(count, mostPairs);
  }
});

test('no pair where keys have nothing in common, nothing was written or the tokens are the same', async () => {
  const shape = { layers: 1, heads: 1, headDim: 4, nu: 1 };
  const tokens = [
    { k: [1, 1, 0, 0], beta: 2 },
    { k: [0, 1, 1, 0], beta: 2 },
    { k: [1, 1, 0, 0], beta: 0 },
    { k: [0, 2, 2, 0], beta: 2 },
  ];
  const part: Part = {
    qkv: Float32Array.from(tokens.flatMap(({ k }) => [0, 0, 0, 0, ...k, 1, 1, 1, 1])),
    beta: Float32Array.from(tokens, ({ beta }) => beta),
    length: 4,
  };
  const { pairs } = (await collisionsOf(shape, [part], ['a', 'b', 'c', 'b'], always))!;
  assert.ok(pairs.every((token) => token === -1));
  const other = (await collisionsOf(shape, [{ ...part }], ['a', 'b', 'c', 'd'], always))!;
  assert.deepEqual([...other.pairs.subarray(0, 4)], [1, 3, -1, -1]);
  assert.ok(Math.abs(other.figures[0]! - 1) < 1e-5);
  assert.equal(await collisionsOf(shape, [part], ['a', 'b'], () => Promise.resolve(false)), undefined);
});

test('of the model: as a plain comparison of all its keys finds them, and the panel takes them', async () => {
  const { backend, tokenizer } = await realEngine();
  const session = new Session(backend, tokenizer);
  const prefix = Array.from({ length: 12 }, (_, i) => `export const limit${i} = ${i * 37} * scale;\n`).join('');
  const request = { path: 'a.ts', prefix: `${prefix}const total = `, suffix: '\n', lines: 'one' as const, context: [] };
  await session.complete(request, () => false);
  const trace = await session.trace(() => false);
  assert.ok(trace !== null && 'places' in trace);
  const shape = backend.config;
  const answer = await collided(shape, trace, always);
  const message = { type: 'collisions', ...answer, ms: 1 };
  assert.deepEqual(parseToPanel(structuredClone(message)), message);
  const texts = trace.places
    .slice(0, trace.chosen)
    .map(({ kind, text }) => (kind === 'text' && /[\p{L}\p{N}]/u.test(text) ? text.trim() : undefined));
  for (const at of [0, shape.layers * shape.heads - 1]) {
    const [layer, head] = [Math.floor(at / shape.heads), at % shape.heads];
    assert.equal(assertPairs(answer!, at, givenTo(shape, trace.recording.parts, layer, head), texts), mostPairs);
  }
});
