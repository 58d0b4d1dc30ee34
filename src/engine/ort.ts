/**
 * The backend on ONNX Runtime Web. One graph holds both forms, a chunk and a loop of steps with the choice inside,
 * because two sessions can not share weights; an empty chunk and a step count of zero switch them off.
 */
import { t } from '@vscode/l10n';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Backend, ChunkResult, Recorded, State, StepsResult } from './backend.ts';
import type { Model } from './model.ts';

export interface OrtFiles {
  /** The ONNX graph without weights. */
  readonly graph: Uint8Array;
  /** All weights in the graph's order. */
  readonly weights: Float32Array;
  /** ONNX Runtime's WebAssembly; in Node it may be left out, and is found in the package. */
  readonly runtime?: Uint8Array | undefined;
}

export interface OrtOptions {
  /** More than one needs shared memory, and in Node not this bundle of the runtime. The first backend decides. */
  readonly threads?: number;
}

/** Of ONNX Runtime Web: its WebAssembly has to be of the same one. */
export const runtimeVersion = env.versions.web ?? 'unknown';

/** Starts the runtime, builds the session and runs it until it is fast. Throws what ONNX Runtime throws. */
export async function createOrtBackend(model: Model, files: OrtFiles, options: OrtOptions = {}): Promise<Backend> {
  env.wasm.numThreads = options.threads ?? 1;
  if (files.runtime !== undefined) env.wasm.wasmBinary = files.runtime;
  const session = await InferenceSession.create(files.graph, {
    executionProviders: ['wasm'],
    // The graph is written by hand: the optimisers change no speed and no bit of it, and take longer than all the rest.
    graphOptimizationLevel: 'disabled',
    ...quiet,
    externalData: [{ path: model.weights.expand, data: bytesOf(files.weights) }],
  });
  const backend = new OrtBackend('wasm', model, session);
  await warmUp(backend);
  return backend;
}

/** What fails is thrown, too; the console is not ours. */
const quiet = { logSeverityLevel: 4 } as const;

class OrtBackend implements Backend {
  readonly name: string;
  readonly config: Model['config'];
  readonly #shape: Model['state'];
  readonly #session: InferenceSession;

  constructor(name: string, model: Model, session: InferenceSession) {
    this.name = name;
    this.config = model.config;
    this.#shape = model.state;
    this.#session = session;
  }

  initial(): State {
    return { weights: new Float32Array(size(this.#shape.weights)), conv: new Float32Array(size(this.#shape.conv)) };
  }

  async chunk(state: State, tokens: readonly number[], targets?: readonly number[]): Promise<ChunkResult> {
    if (targets !== undefined && targets.length !== tokens.length) throw new RangeError('One target for each token.');
    const out = await this.#chunk(state, tokens, targets ?? [], false);
    const result = { state: stateOf(out), logits: floats(out, 'logits') };
    return targets === undefined ? result : { ...result, nll: floats(out, 'chunk_nll').slice(0, tokens.length) };
  }

  async record(state: State, tokens: readonly number[]): Promise<Recorded> {
    if (!this.#records) throw new Error(t('The graph of this model keeps no record: it has to be exported again.'));
    const out = await this.#chunk(state, tokens, [], true);
    const { layers, chunk } = this.config;
    const real = (name: string) => withoutPadding(floats(out, name), layers, tokens.length / chunk);
    return { state: stateOf(out), qkv: real('record_qkv'), beta: real('record_beta') };
  }

  async steps(state: State, forced: readonly number[], most: number, oneLine: boolean): Promise<StepsResult> {
    if (forced.length < 1 || most < 1) throw new RangeError('At least one token is fed and one is chosen.');
    const out = await this.#run(state, {
      chunk_tokens: ids(padded([], this.config.chunk)),
      chunk_length: scalar(0),
      chunk_targets: ids([]),
      step_tokens: ids(forced),
      step_count: scalar(forced.length + most - 1),
      one_line: flag(oneLine),
    });
    // One entry a step; those of the steps before the last forced token are no choices.
    const first = forced.length - 1;
    const chosen = out['chosen']!.data as BigInt64Array;
    return {
      state: stateOf(out),
      logits: floats(out, 'logits'),
      chosen: Array.from(chosen.subarray(first), Number),
      logprobs: Array.from(floats(out, 'chosen_logprob').subarray(first)),
    };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  get #records(): boolean {
    return this.#session.inputNames.includes('record');
  }

  #chunk(state: State, tokens: readonly number[], targets: readonly number[], record: boolean) {
    const { chunk } = this.config;
    if (tokens.length < 1 || tokens.length > chunk) throw new RangeError(`A chunk has 1 to ${chunk} tokens.`);
    const feeds = {
      chunk_tokens: ids(padded(tokens, chunk)),
      chunk_length: scalar(tokens.length),
      chunk_targets: ids(targets.length === 0 ? [] : padded(targets, chunk)),
      step_tokens: ids([]),
      step_count: scalar(0),
      one_line: flag(false),
    };
    return this.#run(state, feeds, record);
  }

  #run(state: State, feeds: Record<string, Tensor>, record = false): Promise<InferenceSession.OnnxValueMapType> {
    const weights = new Tensor('float32', state.weights, this.#shape.weights);
    const conv = new Tensor('float32', state.conv, this.#shape.conv);
    // Graphs that were exported before there was a record do not know the word.
    if (this.#records) feeds['record'] = flag(record);
    return this.#session.run({ ...feeds, weights, conv }, quiet);
  }
}

/** The first calls compile what they run, and take several times as long; from the third on nothing is won. */
async function warmUp(backend: Backend): Promise<void> {
  const tokens = Array.from({ length: backend.config.chunk }, (_, i) => i % backend.config.vocab);
  let state = backend.initial();
  for (let round = 0; round < 2; round++) {
    ({ state } = await backend.chunk(state, tokens));
    ({ state } = await backend.steps(state, tokens.slice(0, 8), 1, true));
  }
}

function stateOf(out: InferenceSession.OnnxValueMapType): State {
  // The wasm backend copies outputs out of its heap, so these are nobody else's.
  return { weights: floats(out, 'weights_out'), conv: floats(out, 'conv_out') };
}

/** The first `part` of each layer's rows: the rest is of the chunk's padding. */
function withoutPadding(values: Float32Array, layers: number, part: number): Float32Array {
  const [own, kept] = [values.length / layers, (values.length / layers) * part];
  const real = new Float32Array(layers * kept);
  for (let layer = 0; layer < layers; layer++) {
    real.set(values.subarray(layer * own, layer * own + kept), layer * kept);
  }
  return real;
}

function floats(out: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  return out[name]!.data as Float32Array;
}

function ids(tokens: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(tokens, BigInt), [tokens.length]);
}

function scalar(value: number): Tensor {
  return new Tensor('int64', BigInt64Array.of(BigInt(value)), []);
}

function flag(value: boolean): Tensor {
  return new Tensor('bool', Uint8Array.of(value ? 1 : 0), []);
}

function padded(tokens: readonly number[], length: number): number[] {
  return [...tokens, ...Array<number>(length - tokens.length).fill(0)];
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function bytesOf(weights: Float32Array): Uint8Array {
  return new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
}
