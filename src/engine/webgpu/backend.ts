/**
 * The backend on WebGPU: the whole model on the device, the state as well. A call is one submission and one answer of a few
 * kilobytes; what is chosen in between is chosen there. Float16 weights, everything else in float32.
 */
import { messageOf } from '../../protocol/failure.ts';
import {
  BackendLost,
  type Backend,
  type ChunkResult,
  type Recorded,
  type State,
  type StepsResult,
} from '../backend.ts';
import type { Model } from '../model.ts';
import { copyOut } from './buffers.ts';
import { requestDevice, type Adapter } from './device.ts';
import { layoutOf, misfit, mostChosen } from './layout.ts';
import { createProgram, encode, stateSizes, type Program, type ProgramFiles } from './program.ts';
import { runHeader } from './shaders/common.ts';
import { DeviceState, StatePool } from './states.ts';

/** @throws where the model does not fit the shaders, or the adapter can not have it */
export async function createWebGpuBackend(model: Model, files: ProgramFiles, adapter: Adapter): Promise<Backend> {
  const reason = misfit(model);
  if (reason !== undefined) throw new RangeError(reason);
  const { config } = model;
  const largest = Math.max(2 * layoutOf(model).length, 4 * config.chunk * config.vocab);
  const device = await requestDevice(adapter, largest);
  try {
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const program = await createProgram(device, model, files);
    for (const error of [await device.popErrorScope(), await device.popErrorScope()]) {
      if (error !== null) throw new Error(error.message);
    }
    return new WebGpuBackend(`webgpu (${adapter.name})`, model, device, program);
  } catch (thrown) {
    device.destroy();
    throw thrown;
  }
}

/** What one submission does beside feeding its tokens. */
interface Wish {
  readonly targets?: readonly number[] | undefined;
  readonly record?: boolean;
  /** Tokens to choose, at most `mostChosen`; without it none. */
  readonly most?: number;
  readonly oneLine?: boolean;
}

interface Answer {
  readonly state: State;
  /** Where in `tokens` the token that was chosen last lies. */
  readonly at: number;
  readonly tokens: Uint32Array;
  /** By place in `tokens`; of a scored chunk the scores, from 0 on. */
  readonly logprobs: Float32Array;
  readonly logits: Float32Array;
  readonly record: Float32Array;
}

class WebGpuBackend implements Backend {
  readonly name: string;
  readonly config: Model['config'];
  readonly #end: number;
  readonly #device: GPUDevice;
  readonly #program: Program;
  readonly #sizes: ReturnType<typeof stateSizes>;
  readonly #pool: StatePool;
  /** The state that the program's buffer holds, if it is known. */
  #held: State | undefined;
  #lost: string | undefined;

  constructor(name: string, model: Model, device: GPUDevice, program: Program) {
    this.name = name;
    this.config = model.config;
    this.#end = model.tokens.end;
    this.#device = device;
    this.#program = program;
    this.#sizes = stateSizes(model);
    this.#pool = new StatePool(device, this.#sizes);
    void device.lost.then(({ message, reason }) => (this.#lost ??= message || reason));
    device.addEventListener('uncapturederror', ({ error }) => (this.#lost ??= error.message));
  }

  initial(): State {
    return { weights: new Float32Array(this.#sizes.weights), conv: new Float32Array(this.#sizes.conv) };
  }

  async chunk(state: State, tokens: readonly number[], targets?: readonly number[]): Promise<ChunkResult> {
    this.#checkChunk(tokens);
    if (targets !== undefined && targets.length !== tokens.length) throw new RangeError('One target for each token.');
    const answer = await this.#call(state, tokens, { targets });
    const result = { state: answer.state, logits: answer.logits };
    return targets === undefined ? result : { ...result, nll: answer.logprobs.slice(0, tokens.length) };
  }

  async steps(state: State, forced: readonly number[], most: number, oneLine: boolean): Promise<StepsResult> {
    if (forced.length < 1 || most < 1) throw new RangeError('At least one token is fed and one is chosen.');
    const { chunk } = this.config;
    let fed = 0;
    for (; forced.length - fed > chunk; fed += chunk) {
      ({ state } = await this.#call(state, forced.slice(fed, fed + chunk), {}));
    }
    let next: readonly number[] = forced.slice(fed);
    const chosen: number[] = [];
    const logprobs: number[] = [];
    for (;;) {
      const wish = { most: Math.min(most - chosen.length, mostChosen), oneLine };
      const answer: Answer = await this.#call(state, next, wish);
      ({ state } = answer);
      for (let at = next.length; at <= answer.at; at++) {
        chosen.push(answer.tokens[at]!);
        logprobs.push(answer.logprobs[at]!);
      }
      const last = chosen.at(-1)!;
      if (last === this.#end || chosen.length >= most) return { state, logits: answer.logits, chosen, logprobs };
      next = [last];
    }
  }

  async record(state: State, tokens: readonly number[]): Promise<Recorded> {
    this.#checkChunk(tokens);
    const answer = await this.#call(state, tokens, { record: true });
    const { layers, heads, headDim } = this.config;
    const qkv = layers * tokens.length * 3 * heads * headDim;
    return { state: answer.state, qkv: answer.record.slice(0, qkv), beta: answer.record.slice(qkv) };
  }

  dispose(): Promise<void> {
    this.#lost = 'disposed';
    this.#device.destroy();
    return Promise.resolve();
  }

  #checkChunk(tokens: readonly number[]): void {
    const { chunk } = this.config;
    if (tokens.length < 1 || tokens.length > chunk) throw new RangeError(`A chunk has 1 to ${chunk} tokens.`);
  }

  #checkTokens(tokens: readonly number[]): void {
    const { vocab } = this.config;
    const wrong = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocab);
    if (wrong !== undefined) throw new RangeError(`There is no token ${wrong}: the model has ${vocab}.`);
  }

  async #call(state: State, tokens: readonly number[], wish: Wish): Promise<Answer> {
    this.#checkTokens([...tokens, ...(wish.targets ?? [])]);
    try {
      // A state that had to make room comes from the host again.
      if (!(state instanceof DeviceState && state.buffer !== undefined)) await state.fetch?.();
      this.#mustBeThere();
      const answer = await this.#submit(state, tokens, wish);
      this.#mustBeThere();
      return answer;
    } catch (thrown) {
      throw new BackendLost(this.#lost ?? messageOf(thrown));
    }
  }

  #mustBeThere(): void {
    if (this.#lost !== undefined) throw new Error(this.#lost);
  }

  /** Up to the submission nothing waits, so that calls which come side by side do not see each other. */
  #submit(state: State, tokens: readonly number[], wish: Wish): Promise<Answer> {
    const { buffers, places, forward, predict, choose, scored } = this.#program;
    const { vocab, layers, heads, headDim, chunk } = this.config;
    const { queue } = this.#device;
    const encoder = this.#device.createCommandEncoder();
    const bytes = 4 * (this.#sizes.weights + this.#sizes.conv);
    this.#enter(state, encoder);
    const run = new Uint32Array(runHeader + chunk + (wish.targets?.length ?? 0));
    run.set([0, tokens.length, 0, Number(wish.oneLine ?? false), Number(wish.record ?? false), ...tokens]);
    run.set(wish.targets ?? [], runHeader + chunk);
    queue.writeBuffer(buffers.run, 0, run);

    const pass = encoder.beginComputePass();
    for (const step of forward) encode(pass, step, tokens.length);
    if (wish.targets !== undefined) for (const step of scored) encode(pass, step, tokens.length);
    encode(pass, predict, 1);
    for (let chosen = 1; chosen <= (wish.most ?? 0); chosen++) {
      if (chosen > 1) for (const step of [...forward, predict]) encode(pass, step, 1);
      encode(pass, choose, 1);
    }
    pass.end();

    const next = this.#pool.create();
    encoder.copyBufferToBuffer(buffers.state, 0, next.buffer, 0, bytes);
    const recorded = wish.record ? 4 * layers * tokens.length * heads * (3 * headDim + 1) : 0;
    const header = 4 * (runHeader + 2 * places);
    const copy = copyOut(this.#device, encoder, [
      [buffers.run, header],
      [buffers.logits, 4 * vocab],
      [buffers.record, recorded],
    ]);
    queue.submit([encoder.finish()]);
    this.#held = next;
    return copy.read().then((out) => ({
      state: next,
      at: new Uint32Array(out, 0, 1)[0]!,
      tokens: new Uint32Array(out, 4 * runHeader, places),
      logprobs: new Float32Array(out, 4 * (runHeader + places), places),
      logits: new Float32Array(out, header, vocab),
      record: new Float32Array(out, header + 4 * vocab, recorded / 4),
    }));
  }

  /** The state that a call begins with goes to where the shaders change it. */
  #enter(state: State, encoder: GPUCommandEncoder): void {
    if (this.#held === state) return;
    this.#held = undefined;
    const { buffers } = this.#program;
    const { weights, conv } = this.#sizes;
    if (state instanceof DeviceState && state.buffer !== undefined) {
      encoder.copyBufferToBuffer(state.buffer, 0, buffers.state, 0, 4 * (weights + conv));
      return;
    }
    const { queue } = this.#device;
    queue.writeBuffer(buffers.state, 0, state.weights);
    queue.writeBuffer(buffers.state, 4 * weights, state.conv);
  }
}
