/** The kernel against ONNX Runtime and against itself, with the real model on real text. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { compileKernel } from '../../../scripts/kernel.mjs';
import type { Backend, State } from '../../../src/engine/backend.ts';
import { chooseFree } from '../../../src/engine/choice.ts';
import { createKernelBackend } from '../../../src/engine/kernel/backend.ts';
import type { KernelBinary } from '../../../src/engine/kernel/binary.ts';
import { bestFlavour } from '../../../src/engine/kernel/flavour.ts';
import { selfTest } from '../../../src/engine/kernel/self-test.ts';
import type { Engine } from '../../../src/engine/load.ts';
import { startBackend, type StartFiles } from '../../../src/engine/start.ts';
import { modelFolder, realEngine } from './real-engine.ts';
import { StoredFiles } from './stored-files.ts';

let engine: Engine;
let ort: Backend;
let kernel: Backend;
let simd: Backend;
let dot: Backend;
let binary: KernelBinary;
let files: StartFiles;
/** Files of this repository, one after the other. */
let tokens: number[];

before(async () => {
  engine = await realEngine();
  ort = engine.backend;
  binary = await compileKernel();
  const { tokenizer, model } = engine;
  const read = (name: string) => readFile(join(modelFolder, name));
  const control = Array.from({ length: tokenizer.size }, (_, id) => id).filter(
    (id) => id !== tokenizer.end && tokenizer.bytes(id) === undefined,
  );
  files = { graph: await read('model.onnx'), weights: await read('weights.bin'), control };
  kernel = await createKernelBackend(model, { ...files, binary }, 'pairs');
  [simd, dot] = [
    await createKernelBackend(model, { ...files, binary }, 'simd'),
    await createKernelBackend(model, { ...files, binary }, 'dot'),
  ];
  const names = ['src/engine/decode.ts', 'src/engine/load.ts', 'src/memory/document.ts', 'training/model.py'];
  const texts = await Promise.all(names.map((name) => readFile(name, 'utf8')));
  tokens = texts.flatMap((text, i) => {
    const lines = [names[i]!, ...text.split('\n')];
    return [tokenizer.file, ...lines.flatMap((line) => [...tokenizer.line(line), tokenizer.newline])];
  });
});
after(async () => {
  for (const backend of [ort, kernel, simd, dot]) await backend.dispose();
});

function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += value * b[i]!;
    aa += value * value;
    bb += b[i]! * b[i]!;
  });
  return ab / Math.sqrt(aa * bb);
}

const argmax = (values: Float32Array) => values.indexOf(values.reduce((a, b) => Math.max(a, b)));
const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;

/** WebAssembly by hand: takes a memory and exports a `multiply` of eight numbers that does nothing. */
const nothing = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 12, 1, 0x60, 8, ...Array<number>(8).fill(0x7f), 0],
  ...[2, 15, 1, 3, ...text('env'), 6, ...text('memory'), 2, 0, 0],
  ...[3, 2, 1, 0],
  ...[7, 12, 1, 8, ...text('multiply'), 0, 0],
  ...[10, 4, 1, 2, 0, 0x0b],
);

function text(name: string): Uint8Array {
  return new TextEncoder().encode(name);
}

async function carried(backend: Backend): Promise<State> {
  return (await backend.chunk(backend.initial(), tokens.slice(0, 64))).state;
}

describe('against ONNX Runtime', () => {
  test('bits, logits and greedy tokens over 1280 tokens of real code', async () => {
    let [theirs, ours] = [ort.initial(), kernel.initial()];
    const [bits, cosines] = [[0, 0], [] as number[]];
    let [same, choices] = [0, 0];
    for (let at = 0; at < 1280; at += 64) {
      const [part, targets] = [tokens.slice(at, at + 64), tokens.slice(at + 1, at + 65)];
      for (let cut = 16 + (at % 29); cut < 64; cut += 16) {
        const [x, y] = [await ort.chunk(theirs, part.slice(0, cut)), await kernel.chunk(ours, part.slice(0, cut))];
        cosines.push(cosine(x.logits, y.logits));
        choices += 1;
        if (argmax(x.logits) === argmax(y.logits)) same += 1;
      }
      const a = await ort.chunk(theirs, part, targets);
      const b = await kernel.chunk(ours, part, targets);
      [theirs, ours] = [a.state, b.state];
      bits[0]! += mean(a.nll!);
      bits[1]! += mean(b.nll!);
      assert.ok(cosine(a.state.weights, b.state.weights) > 0.99, 'W');
      assert.ok(cosine(a.state.conv, b.state.conv) > 0.99, 'convolution');
    }
    const [exact, rounded] = bits as [number, number];
    assert.ok(Math.abs(rounded / exact - 1) < 0.005, `${rounded / exact} times as many bits`);
    cosines.sort((a, b) => a - b);
    assert.ok(cosines[cosines.length >> 1]! > 0.995, `logits: half are at ${cosines[cosines.length >> 1]} or less`);
    // Where many tokens are as likely as each other, a little noise turns much.
    assert.ok(cosines[0]! > 0.9, `logits: the farthest are at ${cosines[0]}`);
    assert.ok(same >= 0.9 * choices, `${same} of ${choices} greedy tokens are the same`);
  });

  test('either goes on from the state of the other', async () => {
    const next = tokens.slice(64, 128);
    const [theirs, ours] = [await carried(ort), await carried(kernel)];
    const expected = await ort.chunk(theirs, next);
    for (const result of [await kernel.chunk(theirs, next), await ort.chunk(ours, next)]) {
      assert.ok(cosine(result.logits, expected.logits) > 0.98);
      assert.ok(cosine(result.state.weights, expected.state.weights) > 0.99);
    }
  });

  test('a record is what ONNX Runtime records, and leads to the state of a chunk', async () => {
    const state = await carried(ort);
    const part = tokens.slice(64, 101);
    const [theirs, ours] = [await ort.record(state, part), await kernel.record(state, part)];
    for (const name of ['qkv', 'beta'] as const) {
      assert.equal(ours[name].length, theirs[name].length);
      assert.ok(cosine(ours[name], theirs[name]) > 0.99, name);
    }
    assert.deepEqual(ours.state, (await kernel.chunk(state, part)).state);
    await assert.rejects(kernel.record(state, []), RangeError);
  });

  test('chooses by the same rule, on a line and in a block', async () => {
    const state = await carried(kernel);
    for (const oneLine of [true, false]) {
      for (let length = 1; length <= 40; length++) {
        const result = await kernel.steps(state, tokens.slice(64, 64 + length), 1, oneLine);
        const choice = chooseFree(result.logits, engine.tokenizer, oneLine);
        assert.deepEqual(result.chosen, [choice.token]);
        assert.ok(Math.abs(result.logprobs[0]! - choice.logprob) < 1e-4);
      }
    }
  });
});

describe('against itself, to the bit', () => {
  test('a chunk is its steps, at any length', async () => {
    const state = await carried(kernel);
    for (const length of [1, 2, 3, 5, 16, 37, 63, 64]) {
      const part = tokens.slice(64, 64 + length);
      const whole = await kernel.chunk(state, part);
      let [at, logits] = [state, whole.logits];
      for (const token of part) ({ state: at, logits } = await kernel.steps(at, [token], 1, true));
      assert.deepEqual(logits, whole.logits);
      assert.deepEqual(at, whole.state);
    }
  });

  test('the last token of a chunk changes nothing before it', async () => {
    const state = await carried(kernel);
    const targets = tokens.slice(65, 129);
    const one = await kernel.chunk(state, tokens.slice(64, 128), targets);
    const other = await kernel.chunk(state, [...tokens.slice(64, 127), tokens[1]!], targets);
    assert.deepEqual(one.nll!.subarray(0, 63), other.nll!.subarray(0, 63));
    assert.notEqual(one.nll![63], other.nll![63]);
  });

  test('in every flavour', async () => {
    const expected = await kernel.chunk(kernel.initial(), tokens.slice(0, 63));
    for (const other of [simd, dot]) {
      assert.deepEqual(await other.chunk(other.initial(), tokens.slice(0, 63)), expected);
    }
  });

  test('many choices in one call are as many calls; more than 64 given tokens are no limit', async () => {
    const run = await kernel.steps(kernel.initial(), tokens.slice(0, 100), 6, false);
    let next = await kernel.steps(await carried(kernel), tokens.slice(64, 100), 1, false);
    const chosen = [...next.chosen];
    while (chosen.length < run.chosen.length) {
      next = await kernel.steps(next.state, [chosen.at(-1)!], 1, false);
      chosen.push(...next.chosen);
    }
    assert.deepEqual(run.chosen, chosen);
    assert.deepEqual(run.state, next.state);
  });

  test('other calls in between, and those given up after, change no result and no earlier state', async () => {
    const state = await carried(kernel);
    const copy = state.weights.slice();
    const first = await kernel.chunk(state, tokens.slice(64, 128));
    await kernel.chunk(await carried(kernel), tokens.slice(300, 340));
    await kernel.steps(first.state, [tokens[7]!], 3, true);
    assert.deepEqual(await kernel.chunk(state, tokens.slice(64, 128)), first);
    assert.deepEqual(state.weights, copy);
  });

  test('going on from states that nobody asks for any more changes no result, and loses none that was looked at', async () => {
    const fed = tokens.slice(64, 72);
    const start = await carried(kernel);
    const kept = await kernel.steps(start, fed.slice(0, 1), 1, true);
    let spent = await kernel.steps(kept.state, fed.slice(1, 2), 1, true, true);
    assert.throws(() => kept.state.weights, TypeError);
    const seen = { ...spent, state: { ...spent.state }, logits: spent.logits.slice() };
    for (const token of fed.slice(2)) spent = await kernel.steps(spent.state, [token], 1, true, true);
    assert.deepEqual(spent, await kernel.steps(start, fed, 1, true));
    assert.deepEqual(await kernel.steps(start, fed.slice(0, 2), 1, true), seen);
  });

  test('a state that lies in the kernel outlives it', async () => {
    const own = await createKernelBackend(engine.model, { ...files, binary }, 'simd');
    const { state } = await own.chunk(own.initial(), tokens.slice(0, 64));
    await own.dispose();
    assert.deepEqual(state, await carried(kernel));
  });

  test('what is no call is refused, and the next one is served', async () => {
    await assert.rejects(kernel.chunk(kernel.initial(), []), RangeError);
    await assert.rejects(kernel.chunk(kernel.initial(), tokens.slice(0, 65)), RangeError);
    await assert.rejects(kernel.steps(kernel.initial(), [], 1, true), RangeError);
    await assert.rejects(kernel.steps(kernel.initial(), [engine.tokenizer.size], 1, true), RangeError);
    await kernel.steps(kernel.initial(), [tokens[0]!], 1, true);
  });
});

describe('at start', () => {
  test('passes its test against the recorded logits, and so does ONNX Runtime', async () => {
    for (const backend of [ort, kernel, simd, dot]) assert.equal(await selfTest(backend, engine.model), undefined);
  });

  test('a flavour that the engine does not know is not taken', async () => {
    const cut = binary.simd.slice(0, 40);
    assert.equal(await bestFlavour({ ...binary, dot: cut, pairs: cut }), 'simd');
    assert.notEqual(await bestFlavour({ ...binary, pairs: cut }), 'pairs');
  });

  test('a flavour that is wrong is not taken, however fast', async () => {
    assert.ok(WebAssembly.validate(nothing));
    assert.equal(await bestFlavour({ simd: binary.simd, dot: nothing, pairs: nothing }), 'simd');
  });

  test('weights that are not the recorded ones: one line, and ONNX Runtime serves', async () => {
    const lines: string[] = [];
    const { check } = engine.model;
    const model = { ...engine.model, check: { ...check!, logits: check!.logits.toReversed() } };
    const backend = await startBackend(model, files, { kernel: binary, log: (line) => lines.push(line) });
    assert.equal(backend.name, 'wasm');
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^The kernel is not used, ONNX Runtime is: its logits correlate /);
    await backend.dispose();
  });

  test('who won is remembered, and who lost is not read', async () => {
    const cache = new StoredFiles();
    const first = await startBackend(engine.model, files, { kernel: binary, cache });
    assert.match(first.name, /^(kernel-(simd|dot|pairs)|wasm)$/);
    const [[key, winner]] = [...cache.files] as [[string, Uint8Array]];
    assert.equal(new TextDecoder().decode(winner) === 'kernel', first.name.startsWith('kernel'));
    for (const name of ['ort', 'kernel']) {
      cache.files.set(key, new TextEncoder().encode(name));
      const runtime = () => Promise.reject(new Error('read'));
      const again = startBackend(engine.model, { ...files, runtime }, { kernel: binary, cache });
      if (name === 'ort') await assert.rejects(again, /^Error: read$/);
      else {
        assert.match((await again).name, /^kernel-/);
        await (await again).dispose();
      }
    }
    await first.dispose();
  });
});
