/**
 * Runs in a page that has WebGPU, on the software adapter: the model on the device against ONNX Runtime's WebAssembly,
 * with real text. `test/host/webgpu.test.mjs` opens the page and asks for one case after the other.
 */
import type { Backend, State } from '../../../src/engine/backend.ts';
import { BackendLost } from '../../../src/engine/backend.ts';
import { chooseFree } from '../../../src/engine/choice.ts';
import { loadEngine, type Engine } from '../../../src/engine/load.ts';
import { createWebGpuBackend } from '../../../src/engine/webgpu/backend.ts';
import { findAdapter, gpuOf } from '../../../src/engine/webgpu/device.ts';
import { check, equal } from '../check.ts';

/**
 * Greatest difference over the greatest value: what is granted for another order of the same sums. The device walks over
 * a chunk's tokens one by one, so its states are compared with those of ONNX Runtime's steps: its own parallel form is as
 * far from them as the keys are alike, up to 1e-4 after 64 tokens.
 */
const tolerance = 1e-4;

interface Both extends Engine {
  readonly device: Backend;
  readonly tokens: readonly number[];
}

let loaded: Promise<Both> | undefined;

/** The model's two backends, once a page. */
function both(): Promise<Both> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Both> {
  const read = async (path: string) => new Uint8Array(await (await fetch(`/model/${path}`)).arrayBuffer());
  const runtime = async () => new Uint8Array(await (await fetch('/runtime.wasm')).arrayBuffer());
  const engine = await loadEngine({ read, runtime }, { backend: 'ort' });
  if ('error' in engine) throw new Error(engine.error);
  const { tokenizer } = engine;
  const lines = (await (await fetch('/text')).text()).split('\n');
  const tokens = [tokenizer.file, ...lines.flatMap((line) => [...tokenizer.line(line), tokenizer.newline])];
  return { ...engine, tokens, device: await onDevice(engine, await read('weights.bin')) };
}

async function onDevice({ model, tokenizer }: Engine, weights: Uint8Array): Promise<Backend> {
  const adapter = await findAdapter(gpuOf(globalThis)!);
  if (typeof adapter === 'string') throw new Error(adapter);
  check(adapter.software, `${adapter.name} is no software adapter.`);
  const all = Array.from({ length: tokenizer.size }, (_, id) => id);
  const control = all.filter((id) => id !== tokenizer.end && tokenizer.bytes(id) === undefined);
  return createWebGpuBackend(model, { weights, control }, adapter);
}

async function read(state: State): Promise<Pick<State, 'weights' | 'conv'>> {
  await state.fetch?.();
  return state;
}

interface Result {
  readonly state: State;
  readonly logits: Float32Array;
}

async function agree(ours: Result, theirs: Result, what: string): Promise<void> {
  const [a, b] = [await read(ours.state), await read(theirs.state)];
  near(a.weights, b.weights, `${what}: W`);
  near(a.conv, b.conv, `${what}: convolution`);
  near(ours.logits, theirs.logits, `${what}: logits`);
}

/** The greatest difference of all comparisons so far. */
let worst = 0;

function near(a: Float32Array, b: Float32Array, what: string): void {
  equal(a.length, b.length, `${what}, length`);
  let [most, scale] = [0, 0];
  a.forEach((value, i) => {
    most = Math.max(most, Math.abs(value - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  });
  // Not a number is not near, either.
  check(most <= tolerance * scale, `${what}: ${most} apart, at most ${scale} large`);
  worst = Math.max(worst, most / scale);
}

async function refused(call: Promise<unknown>, kind: new () => Error): Promise<void> {
  const thrown: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  check(thrown instanceof kind, `Not refused as it should be: ${String(thrown)}`);
}

const cases = {
  async 'chunks and their scores are those of ONNX Runtime, at any length, from a carried state'() {
    const { device, backend, tokens } = await both();
    let [ours, theirs] = [device.initial(), backend.initial()];
    let at = 0;
    // To score is the dearest of all on a software adapter, so not every chunk is.
    for (const [length, scored] of [[64], [1, true], [17, true]] as const) {
      const part = tokens.slice(at, at + length);
      const targets = scored && tokens.slice(at + 1, at + length + 1);
      const a = await device.chunk(ours, part, targets);
      const b = await backend.steps(theirs, part, 1, false);
      await agree(a, b, `${length} tokens`);
      if (scored) near(a.nll!, (await backend.chunk(theirs, part, targets)).nll!, 'scores');
      [ours, theirs] = [a.state, b.state];
      at += length;
    }
  },

  async 'tokens chosen on the device are those of ONNX Runtime, on a line and in a block'() {
    const { device, backend, tokens, tokenizer } = await both();
    for (const oneLine of [true, false]) {
      for (const length of [1, 40]) {
        const call = [tokens.slice(0, length), 6, oneLine] as const;
        const ours = await device.steps(device.initial(), ...call);
        const theirs = await backend.steps(backend.initial(), ...call);
        equal(ours.chosen, theirs.chosen, `after ${length} tokens`);
        near(Float32Array.from(ours.logprobs), Float32Array.from(theirs.logprobs), 'probabilities');
        await agree(ours, theirs, `after ${length} tokens`);
        const first = await device.steps(device.initial(), call[0], 1, oneLine);
        equal(first.chosen, [chooseFree(first.logits, tokenizer, oneLine).token], 'the choice');
      }
    }
  },

  async 'a call that chooses ends at a stop, and nothing is fed after it'() {
    const { device, tokens, tokenizer } = await both();
    let stopped = 0;
    for (let length = 4; length <= 120 && stopped < 1; length += 4) {
      const run = await device.steps(device.initial(), tokens.slice(0, length), 12, true);
      check(!run.chosen.includes(tokenizer.newline), 'A line goes on after its end.');
      const end = run.chosen.indexOf(tokenizer.end);
      equal(end < 0 ? 11 : end, run.chosen.length - 1, 'the last one');
      if (end < 0) continue;
      stopped += 1;
      const fed = [...tokens.slice(0, length), ...run.chosen.slice(0, -1)];
      await agree(run, await device.steps(device.initial(), fed, 1, true), `${fed.length} tokens`);
    }
    check(stopped > 0, 'No text was followed by a stop.');
  },

  async 'more tokens in a call than a chunk has, and more choices than fit a submission'() {
    const { device, backend, tokens } = await both();
    const call = [tokens.slice(0, 130), 66, false] as const;
    const ours = await device.steps(device.initial(), ...call);
    const theirs = await backend.steps(backend.initial(), ...call);
    equal(ours.chosen, theirs.chosen, 'chosen');
    await agree(ours, theirs, '130 tokens');
  },

  async 'the same token 64 times'() {
    const { device, backend, tokens } = await both();
    const same = Array<number>(64).fill(tokens[5]!);
    const from = (await backend.chunk(backend.initial(), tokens.slice(0, 64))).state;
    await agree(await device.chunk(from, same), await backend.chunk(from, same), 'repeated keys');
  },

  async 'either goes on from the state of the other'() {
    const { device, backend, tokens } = await both();
    const [first, second] = [tokens.slice(0, 64), tokens.slice(64, 120)];
    const ours = (await device.chunk(device.initial(), first)).state;
    const theirs = (await backend.chunk(backend.initial(), first)).state;
    const expected = await backend.chunk(theirs, second);
    await agree(await device.chunk(theirs, second), expected, 'theirs on the device');
    await read(ours);
    await agree(await backend.chunk(ours, second), expected, 'ours in ONNX Runtime');
  },

  async 'what the memories are given is recorded as ONNX Runtime records it'() {
    const { device, backend, tokens } = await both();
    const from = (await backend.chunk(backend.initial(), tokens.slice(0, 64))).state;
    for (const length of [1, 40]) {
      const part = tokens.slice(64, 64 + length);
      const [a, b] = [await device.record(from, part), await backend.record(from, part)];
      near(a.qkv, b.qkv, 'q, k and v');
      near(a.beta, b.beta, 'beta');
      near((await read(a.state)).weights, (await read(b.state)).weights, 'W');
    }
  },

  async 'the last token of a chunk changes nothing before it, to the bit'() {
    const { device, tokens } = await both();
    const targets = tokens.slice(1, 13);
    const one = await device.chunk(device.initial(), tokens.slice(0, 12), targets);
    const other = await device.chunk(device.initial(), [...tokens.slice(0, 11), tokens[100]!], targets);
    equal([...one.nll!.subarray(0, 11)], [...other.nll!.subarray(0, 11)], 'the scores before');
    check(one.nll![11] !== other.nll![11], 'The last token changes nothing at all.');
  },

  async 'states keep their numbers however many there are, whoever else calls'() {
    const { device, tokens } = await both();
    const states: State[] = [];
    let state = device.initial();
    for (let i = 0; i < 18; i++) states.push(({ state } = await device.chunk(state, [tokens[i]!])).state);
    // Those made first have had to make room by now; of all, this is what a state is for.
    const again: State[] = [];
    state = device.initial();
    for (let i = 0; i < 18; i++) {
      again.push(({ state } = await device.chunk(state, [tokens[i]!])).state);
      await read(state);
    }
    for (const [i, state] of states.entries()) {
      equal([...(await read(state)).conv], [...again[i]!.conv], `state ${i}`);
      near(state.weights, again[i]!.weights, `state ${i}`);
    }
    const [x, y] = [tokens.slice(0, 20), tokens.slice(20, 50)];
    const beside = await Promise.all([device.chunk(states[0]!, x), device.chunk(states[3]!, y)]);
    await agree(beside[0], await device.chunk(states[0]!, x), 'the first of two calls side by side');
    await agree(beside[1], await device.chunk(states[3]!, y), 'the second');
  },

  async 'a state on the device has to be fetched before it is looked at'() {
    const { device, tokens } = await both();
    const { state } = await device.chunk(device.initial(), tokens.slice(0, 3));
    await refused(
      Promise.resolve().then(() => state.weights),
      TypeError,
    );
    equal((await read(state)).weights.length, device.initial().weights.length, 'its length');
  },

  async 'what is no call is refused, and the next one is served'() {
    const { device, tokens, tokenizer } = await both();
    await refused(device.chunk(device.initial(), []), RangeError);
    await refused(device.chunk(device.initial(), tokens.slice(0, 65)), RangeError);
    await refused(device.steps(device.initial(), [], 1, true), RangeError);
    await refused(device.steps(device.initial(), [tokenizer.size], 1, true), RangeError);
    await device.steps(device.initial(), [tokens[0]!], 1, true);
  },

  async 'a device that is gone says so at every call; a state that was fetched goes on elsewhere'() {
    // Last of all: a device of its own would take as long to start as all the rest to run.
    const { device, backend, tokens } = await both();
    const { state } = await device.chunk(device.initial(), tokens.slice(0, 16));
    await read(state);
    const { state: unread } = await device.chunk(state, tokens.slice(16, 20));
    const late = device.chunk(state, tokens.slice(16, 32));
    await device.dispose();
    await refused(late, BackendLost);
    await refused(device.steps(state, [tokens[0]!], 1, true), BackendLost);
    await refused(read(unread), BackendLost);
    const ours = await backend.chunk(state, tokens.slice(16, 64));
    const theirs = await backend.chunk(backend.initial(), tokens.slice(0, 16));
    await agree(ours, await backend.chunk(theirs.state, tokens.slice(16, 64)), 'afterwards');
  },
} satisfies Record<string, () => Promise<void>>;

Object.assign(globalThis, {
  caseNames: Object.keys(cases),
  /** The greatest difference from ONNX Runtime so far. */
  runCase: async (name: keyof typeof cases): Promise<number> => {
    await cases[name]();
    return worst;
  },
});
