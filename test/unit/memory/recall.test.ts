import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { grammars } from '../../../src/cli/load.ts';
import { recalled } from '../../../src/memory/recalled.ts';
import { mostPoints } from '../../../src/memory/curve.ts';
import { recallOf } from '../../../src/memory/recall.ts';
import type { Part } from '../../../src/memory/reads.ts';
import { Session, type Trace } from '../../../src/memory/session.ts';
import { parseToPanel } from '../../../src/protocol/panel.ts';
import { Symbols } from '../../../src/syntax/symbols.ts';
import { realEngine } from '../engine/real-engine.ts';
import { delta, givenTo, rowsOf, times, type Given } from './delta.ts';
import { random } from './toy.ts';

const never = () => false;
const always = () => Promise.resolve(true);
after(async () => (await realEngine()).backend.dispose());

const small = { layers: 1, heads: 1, headDim: 4, nu: 1 };
/** phi of a key of two equal neighbours has one feature that is not zero. */
const [key, other] = [
  [1, 1, 0, 0],
  [0, 1, 1, 0],
];

/** A record of one head. */
function partOf(tokens: readonly { readonly k: number[]; readonly v: number[]; readonly beta: number }[]): Part {
  return {
    qkv: Float32Array.from(tokens.flatMap(({ k, v }) => [0, 0, 0, 0, ...k, ...v])),
    beta: Float32Array.from(tokens, ({ beta }) => beta),
    length: tokens.length,
  };
}

/** The cosine of what the memory gives for a token's key after so many tokens to what the token wrote. */
function expected(given: readonly Given[], start: number[][], token: number, after: number): number {
  const { W } = delta(given.slice(0, after + 1), start);
  const back = times(W, given[token]!.k);
  const along = back.reduce((sum, value, i) => sum + value * given[token]!.v[i]!, 0);
  return along / (Math.hypot(...back) * Math.hypot(...given[token]!.v));
}

const close = (actual: number, wanted: number, what: string) =>
  assert.ok(Math.abs(actual - wanted) < 1e-4, `${what}: ${actual}, not ${wanted}`);

test('a token just written comes back whole; its key written again with another value, it does not any more', async () => {
  const [first, second] = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
  ];
  const tokens = [
    { k: key, v: first, beta: 1 },
    { k: other, v: [5, 5, 5, 5], beta: 1 },
    { k: key, v: second, beta: 0.5 },
    { k: key, v: second, beta: 1 },
  ];
  const start = new Float32Array(32);
  const answer = await recallOf(small, [partOf(tokens)], start, [0, 1], always);
  assert.deepEqual([...answer!.curve!.at], [0, 1, 2, 3]);
  // A key that nobody shares takes nothing away; half of the other value takes the direction half way.
  [1, 1, Math.SQRT1_2, 0].forEach((wanted, i) => close(answer!.curve!.recall[i]!, wanted, `after ${i}`));
  [0, 1, 1, 1].forEach((wanted, i) => close(answer!.recall[i]!, wanted, `token ${i}`));
});

test('of nothing nothing is recalled: no value, no key, no strength, no token', async () => {
  const tokens = [
    { k: key, v: [0, 0, 0, 0], beta: 1 },
    { k: [0, 0, 0, 0], v: [1, 2, 3, 4], beta: 1 },
    { k: other, v: [1, 2, 3, 4], beta: 0 },
  ];
  const start = new Float32Array(32);
  const answer = await recallOf(small, [partOf(tokens)], start, undefined, always);
  assert.deepEqual([...answer!.recall], [0, 0, 0]);
  assert.equal(answer!.curve, undefined);
  const none = await recallOf(small, [], start, undefined, always);
  assert.equal(none!.recall.length, 0);
});

test('in every head and layer it is what the delta rule leaves, wherever the record is cut', async () => {
  const shape = { layers: 2, heads: 2, headDim: 6, nu: 2 };
  const next = random(7);
  const parts = [5, 1, 4].map((length): Part => ({
    qkv: Float32Array.from({ length: 2 * length * 3 * 12 }, () => 2 * next() - 1),
    beta: Float32Array.from({ length: 2 * length * 2 }, () => 2 * next()),
    length,
  }));
  const start = Float32Array.from({ length: 2 * 2 * 6 * 24 }, () => next() - 0.5);
  const answer = await recallOf(shape, parts, start, [3, 6], always);
  const { recall, beta, curve } = answer!;
  for (const at of [0, 1, 2, 3]) {
    const [layer, head] = [Math.floor(at / 2), at % 2];
    const given = givenTo(shape, parts, layer, head);
    const rows = rowsOf(shape, start, layer, head);
    for (let token = 0; token < 10; token++) {
      close(recall[at * 10 + token]!, expected(given, rows, token, 9), `head ${at}, token ${token}`);
      assert.equal(beta[at * 10 + token], given[token]!.beta);
    }
    for (const [i, after] of curve!.at.entries()) {
      for (let of = 0; of < 3; of++) {
        const own = curve!.recall[(at * 3 + of) * curve!.at.length + i]!;
        close(own, expected(given, rows, 3 + of, after), `head ${at}, token ${3 + of} after ${after}`);
      }
    }
  }
});

test('a long way has so many points and no more, its first and its last among them', async () => {
  const next = random(8);
  const length = 3 * mostPoints;
  const part: Part = {
    qkv: Float32Array.from({ length: length * 12 }, () => 2 * next() - 1),
    beta: new Float32Array(length).fill(1),
    length,
  };
  const { curve } = (await recallOf(small, [part], new Float32Array(32), [4, 5], always))!;
  assert.equal(curve!.at.length, mostPoints);
  assert.equal(curve!.at[0], 4);
  assert.equal(curve!.at.at(-1), length - 1);
});

test('whoever turns away gets no answer, and no part more is computed for them', async () => {
  let asked = 0;
  const parts = Array.from({ length: 3 }, () => ({ length: 1, qkv: new Float32Array(12), beta: new Float32Array(1) }));
  const breathe = () => Promise.resolve(++asked < 2);
  assert.equal(await recallOf(small, parts, new Float32Array(32), undefined, breathe), undefined);
  assert.equal(asked, 2);
});

interface Left {
  readonly trace: Trace;
  /** The memory that the suggestion was decoded from. */
  readonly state: Float32Array;
}

/** What a suggestion in a real file leaves behind, made once. */
let left: Promise<Left> | undefined;
const realTrace = () => (left ??= suggested());

async function suggested(): Promise<Left> {
  const { backend, tokenizer } = await realEngine();
  const session = new Session(backend, tokenizer);
  const text = await readFile('src/memory/grid.ts', 'utf8');
  const cursor = text.lastIndexOf('return {');
  const request = { path: 'src/memory/grid.ts', prefix: text.slice(0, cursor), suffix: text.slice(cursor) };
  const completion = await session.complete({ ...request, lines: 'one', context: [] }, never);
  const trace = await session.trace(never);
  assert.ok('state' in completion && trace !== null && 'places' in trace);
  return { trace, state: completion.state.weights };
}

test('the model’s own record: exact beside a plain computation, from the write to the memory of the suggestion', async () => {
  const { backend } = await realEngine();
  const { trace, state } = await realTrace();
  const { path, prefix, suffix } = trace.left.request;
  const symbols = await new Symbols(grammars).of(path, prefix + suffix);
  const shape = backend.config;
  const answer = await recalled(shape, trace, symbols, undefined, always);
  assert.deepEqual(parseToPanel(structuredClone({ type: 'recall', ...answer, ms: 1 })), {
    type: 'recall',
    ...answer,
    ms: 1,
  });
  const { curve, symbols: listed, recall } = answer!;
  const names = listed.map(({ name, kind, from, to }) => `${kind} ${name} ${to > from}`);
  assert.deepEqual(names, [
    'type Cut true',
    'type Grid true',
    'function constructor true',
    'function length true',
    'function append true',
    'function truncate true',
    'function upTo true',
  ]);
  for (const { name, from, to } of listed) {
    const tokens = trace.places.slice(from, to).map(({ text }) => text);
    assert.equal(tokens.join('').trim(), name);
  }
  const { from, to, at } = curve!;
  assert.deepEqual([from, to], [listed[0]!.from, listed[0]!.to]);
  const { parts, start } = trace.recording;
  for (const [layer, head] of [
    [0, 3],
    [shape.layers - 1, 0],
  ] as const) {
    const given = givenTo(shape, parts, layer, head);
    const rows = rowsOf(shape, start, layer, head);
    const own = layer * shape.heads + head;
    for (const point of [0, 50, at.length - 1]) {
      for (let token = from; token < to; token++) {
        const value = curve!.recall[(own * (to - from) + token - from) * at.length + point]!;
        close(value, expected(given, rows, token, at[point]!), `head ${own}, after ${at[point]}`);
      }
    }
    // Now is the memory that the suggestion was decoded from, not the one after it was written.
    const memory = rowsOf(shape, state, layer, head);
    const back = times(memory, given[from]!.k);
    const along = back.reduce((sum, value, i) => sum + value * given[from]!.v[i]!, 0);
    const wanted = along / (Math.hypot(...back) * Math.hypot(...given[from]!.v));
    assert.ok(Math.abs(recall[own * trace.chosen + from]! - wanted) < 1e-3);
  }
});

test('of the model, what was just written comes back better than what is old; a place where nothing was read has no curve', async () => {
  const { backend } = await realEngine();
  const { trace } = await realTrace();
  const shape = backend.config;
  const heads = shape.layers * shape.heads;
  const written: number[] = [];
  const left: number[] = [];
  for (let token = 20; token < 60; token++) {
    const { path, line, column, text, kind } = trace.places[token]!;
    if (kind !== 'text' || text.trim() === '') continue;
    const answer = await recalled(shape, trace, [], { path, line, column, length: text.length }, always);
    const { beta, curve } = answer!;
    let [first, last, weight] = [0, 0, 0];
    for (let at = 0; at < heads; at++) {
      const strength = beta[at * trace.chosen + token]!;
      weight += strength;
      first += strength * curve!.recall[at * curve!.at.length]!;
      last += strength * curve!.recall[(at + 1) * curve!.at.length - 1]!;
    }
    written.push(first / weight);
    left.push(last / weight);
    if (written.length === 6) break;
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  assert.equal(written.length, 6);
  assert.ok(mean(written) > 0.7 && mean(written) < 1, `${mean(written)} when written`);
  assert.ok(mean(left) > 0.2 && mean(left) < mean(written) - 0.1, `${mean(left)} left of ${mean(written)}`);
  const nowhere = await recalled(shape, trace, [], { path: 'b.ts', line: 0, column: 0, length: 1 }, always);
  assert.equal(nowhere!.curve, undefined);
});
