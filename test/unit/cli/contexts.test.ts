import assert from 'node:assert/strict';
import { readFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parametersOf, shapeOf, writeLlama } from '../../../bench/gguf.mjs';
import { Gpt } from '../../../bench/gpt-session.mjs';
import { compared } from '../../../src/cli/bench/engines.ts';
import { measureContexts } from '../../../src/cli/bench/contexts.ts';
import { realEngine } from '../engine/real-engine.ts';

test('each context is measured after it has been read', async () => {
  const { backend } = await realEngine();
  let read = 0;
  const counting: typeof backend = {
    name: backend.name,
    config: backend.config,
    initial: () => ((read = 0), backend.initial()),
    chunk: (state, tokens) => ((read += tokens.length), backend.chunk(state, tokens)),
    steps: (...args) => backend.steps(...args),
    record: (...args) => backend.record(...args),
    dispose: () => backend.dispose(),
  };
  const figures = await measureContexts(counting, [64, 192]);
  assert.deepEqual(
    figures.map(({ context }) => context),
    [64, 192],
  );
  assert.equal(read, 192);
  for (const { decode, prefill, residentBytes } of figures) {
    for (const cost of [decode, prefill]) assert.ok(cost.wallMs > 0 && cost.cpuMs >= 0);
    assert.ok(decode.cpuMs > 0 && residentBytes > 1e6);
  }
  await backend.dispose();
});

const small = { vocab: 512, dim: 64, layers: 2, heads: 2, context: 128 };

test('a Llama for comparison has about as many parameters as it should', () => {
  const shape = shapeOf({ vocab: 8192, dim: 192, layers: 6, heads: 6, context: 128 }, 4_471_556);
  assert.ok(Math.abs(parametersOf(shape) / 4_471_556 - 1) < 0.02);
  assert.equal(shape.ffn % 32, 0);
});

test('a GGUF file says what it is and holds every weight', () => {
  const shape = shapeOf(small, 150_000);
  for (const [bits, perBlock] of [
    [8, 34],
    [4, 18],
  ] as const) {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'palimpsest-')), 'random.gguf');
    writeLlama(file, shape, bits);
    const content = readFileSync(file);
    assert.equal(content.toString('latin1', 0, 4), 'GGUF');
    assert.equal(content.readUInt32LE(4), 3);
    assert.equal(content.readBigUInt64LE(8), BigInt(2 + 9 * shape.layers));
    const norms = 4 * small.dim * (1 + 2 * small.layers);
    const matrices = ((parametersOf(shape) - norms / 4) / 32) * perBlock;
    const header = content.length - norms - matrices;
    // Names of 512 pieces, and each tensor is padded to 32 bytes.
    assert.ok(header > 512 * 10 && header < 512 * 30, `${header} bytes are no weights`);
  }
});

test('a GPT gives the same logits token by token with its cache, in parts, and as a whole', async () => {
  const gpt = await Gpt.create({ ...small, ffn: 96 });
  const tokens = Array.from({ length: 40 }, (_, i) => (i * 97 + i * i) % small.vocab);
  const each: Float32Array[] = [];
  for (const token of tokens) each.push(await gpt.feed([token]));
  const farthest = (logits: Float32Array, count: number) =>
    Math.max(...logits.map((value, i) => Math.abs(value - each[count - 1]![i]!)));
  for (const count of [1, 7, 40]) {
    gpt.forget();
    assert.ok(farthest(await gpt.feed(tokens.slice(0, count)), count) < 1e-4, `${count} tokens as a whole`);
  }
  gpt.forget();
  await gpt.feed(tokens.slice(0, 13));
  assert.ok(farthest(await gpt.feed(tokens.slice(13)), 40) < 1e-4, 'in two parts');
  assert.equal(gpt.read, 40);
  // The order of what was read matters.
  gpt.forget();
  assert.ok(farthest(await gpt.feed([...tokens.slice(0, 39).toReversed(), tokens[39]!]), 40) > 1e-3);
  await gpt.dispose();
});

test('ratios: of each context over the first, and of each engine over ours', () => {
  const at = (context: number, ms: number) => {
    const cost = { wallMs: ms, cpuMs: ms };
    return { context, decode: cost, prefill: { wallMs: ms / 2, cpuMs: ms / 2 }, residentBytes: 1 };
  };
  const engine = { parameters: 1, threads: 1, loadMs: 1 } as const;
  const [ours, peer] = compared([
    { ...engine, engine: 'ours', contexts: [at(64, 2), at(128, 3)] },
    { ...engine, engine: 'peer', contexts: [at(64, 4), at(256, 8)] },
  ]);
  const ratios = (of: typeof ours) => of!.contexts.map(({ decodeOverFirst, overOurs }) => [decodeOverFirst, overOurs]);
  assert.deepEqual(ratios(ours), [
    [1, { decode: 1, prefill: 1 }],
    [1.5, { decode: 1, prefill: 1 }],
  ]);
  assert.deepEqual(ratios(peer), [
    [1, { decode: 2, prefill: 2 }],
    [2, undefined],
  ]);
});
