/**
 * The backend on our own WebAssembly: int8 matrices, everything else in float32. A chunk is its steps, computed side by
 * side: every token's row depends on that token and the state alone, so both give the same bits.
 */
import type { Backend, ChunkResult, Recorded, State, StepsResult } from '../backend.ts';
import type { Model } from '../model.ts';
import type { Flavour, KernelBinary } from './binary.ts';
import { bestFlavour } from './flavour.ts';
import { holdState, type HeldState } from './held-state.ts';
import { instantiate, type Kernel } from './instance.ts';
import { layoutOf, logitRows, type Layer, type Layout, type Matrix } from './layout.ts';
import { pack } from './pack.ts';

export interface KernelFiles {
  readonly binary: KernelBinary;
  /** `weights.bin`: float16, back to back. */
  readonly weights: Uint8Array;
  /** Tokens that are never chosen. */
  readonly control: readonly number[];
}

const page = 65536;
/** Never the greatest. */
const never = -1e9;

/**
 * @param model one that `fits` (layout.ts)
 * @param wanted without it the faster one that is right here
 * @throws what WebAssembly throws: no SIMD, no memory
 */
export async function createKernelBackend(model: Model, files: KernelFiles, wanted?: Flavour): Promise<Backend> {
  const flavour = wanted ?? (await bestFlavour(files.binary));
  const layout = layoutOf(model);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / page) });
  const kernel = await instantiate(files.binary, flavour, memory);
  pack(model, files.weights, layout, memory.buffer);
  const mask = new Float32Array(memory.buffer, layout.mask, model.config.vocab);
  for (const token of files.control) mask[token] = never;
  return new KernelBackend(`kernel-${flavour}`, model, kernel, layout, memory);
}

class KernelBackend implements Backend {
  readonly name: string;
  readonly config: Model['config'];
  readonly #tokens: Model['tokens'];
  readonly #kernel: Kernel;
  readonly #layout: Layout;
  #memory: WebAssembly.Memory | undefined;
  /** What the memory holds, if it is known: a call that goes on from it copies nothing in. */
  #held: HeldState | undefined;
  /** Logits that nobody asks for any more: the next ones take their place. */
  #room: Float32Array | undefined;

  constructor(name: string, model: Model, kernel: Kernel, layout: Layout, memory: WebAssembly.Memory) {
    this.name = name;
    this.config = model.config;
    this.#tokens = model.tokens;
    this.#kernel = kernel;
    this.#layout = layout;
    this.#memory = memory;
  }

  initial(): State {
    const { layers, heads, headDim, nu } = this.config;
    const inner = heads * headDim;
    return {
      weights: new Float32Array(layers * inner * 2 * headDim * nu),
      conv: new Float32Array(layers * 9 * inner),
    };
  }

  async chunk(state: State, tokens: readonly number[], targets?: readonly number[]): Promise<ChunkResult> {
    this.#refuse(tokens);
    if (targets !== undefined && targets.length !== tokens.length) throw new RangeError('One target for each token.');
    if (targets !== undefined) this.#check(targets);
    this.#enter(state);
    this.#forward(tokens);
    const nll = targets === undefined ? undefined : this.#scores(targets);
    this.#predict(tokens.length - 1, 1);
    const result = { logits: this.#logits(), state: this.#leave() };
    return Promise.resolve(nll === undefined ? result : { ...result, nll });
  }

  async steps(
    state: State,
    forced: readonly number[],
    most: number,
    oneLine: boolean,
    spent = false,
  ): Promise<StepsResult> {
    if (forced.length < 1 || most < 1) throw new RangeError('At least one token is fed and one is chosen.');
    this.#check(forced);
    this.#enter(state, spent);
    const { chunk } = this.config;
    for (let at = 0; at < forced.length; at += chunk) this.#forward(forced.slice(at, at + chunk));
    this.#predict((forced.length - 1) % chunk, 1);
    const chosen: number[] = [];
    const logprobs: number[] = [];
    for (;;) {
      const { token, logprob } = this.#choose(oneLine);
      chosen.push(token);
      logprobs.push(logprob);
      if (token === this.#tokens.end || chosen.length === most) break;
      this.#forward([token]);
      this.#predict(0, 1);
    }
    return Promise.resolve({ logits: this.#logits(), chosen, logprobs, state: this.#leave() });
  }

  async record(state: State, tokens: readonly number[]): Promise<Recorded> {
    this.#refuse(tokens);
    this.#enter(state);
    const { layers, heads, headDim } = this.config;
    const given = 3 * heads * headDim;
    const [qkv, beta] = [
      new Float32Array(layers * tokens.length * given),
      new Float32Array(layers * tokens.length * heads),
    ];
    this.#forward(tokens, (layer, i) => {
      qkv.set(this.#floats(this.#layout.qkv, tokens.length * given), i * tokens.length * given);
      beta.set(this.#strengths(layer, tokens.length), i * tokens.length * heads);
    });
    return Promise.resolve({ state: this.#leave(), qkv, beta });
  }

  dispose(): Promise<void> {
    this.#held?.copy();
    this.#held = undefined;
    this.#room = undefined;
    this.#memory = undefined;
    return Promise.resolve();
  }

  /** What is no chunk. */
  #refuse(tokens: readonly number[]): void {
    const { chunk } = this.config;
    if (tokens.length < 1 || tokens.length > chunk) throw new RangeError(`A chunk has 1 to ${chunk} tokens.`);
    this.#check(tokens);
  }

  #check(tokens: readonly number[]): void {
    const { vocab } = this.config;
    const wrong = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocab);
    if (wrong !== undefined) throw new RangeError(`There is no token ${wrong}: the model has ${vocab}.`);
  }

  get #buffer(): ArrayBuffer {
    if (this.#memory === undefined) throw new TypeError('The backend was disposed.');
    return this.#memory.buffer;
  }

  #floats(at: number, count: number): Float32Array {
    return new Float32Array(this.#buffer, at, count);
  }

  /** State in: copied, and W turned into the kernel's order. What the memory holds is about to change. */
  #enter(state: State, spent = false): void {
    const held = this.#held;
    this.#held = undefined;
    const goesOn = held?.state === state;
    if (!goesOn || !spent) this.#room = undefined;
    if (goesOn && spent) held.lose();
    else held?.copy();
    if (goesOn) return;
    const { layers, heads, headDim, nu } = this.config;
    const [perLayer, conv] = [state.weights.length / layers, state.conv.length / layers];
    this.#floats(this.#layout.staged, state.weights.length).set(state.weights);
    this.#layout.blocks.forEach((layer, i) => {
      this.#kernel.transpose(this.#layout.staged + 4 * i * perLayer, heads, headDim, 2 * headDim * nu, layer.weights);
      this.#floats(layer.conv, conv).set(state.conv.subarray(i * conv, (i + 1) * conv));
    });
  }

  /** State out: it is copied once somebody looks, or when the memory is needed for another. */
  #leave(): State {
    this.#held = holdState(() => this.#copyOut());
    return this.#held.state;
  }

  #copyOut() {
    const { layers, heads, headDim, nu } = this.config;
    const inner = heads * headDim;
    const perLayer = inner * 2 * headDim * nu;
    const conv = new Float32Array(layers * 9 * inner);
    this.#layout.blocks.forEach((layer, i) => {
      this.#kernel.transpose(layer.weights, heads, 2 * headDim * nu, headDim, this.#layout.staged + 4 * i * perLayer);
      conv.set(this.#floats(layer.conv, 9 * inner), i * 9 * inner);
    });
    return { weights: this.#floats(this.#layout.staged, layers * perLayer).slice(), conv };
  }

  /**
   * Feeds the tokens; afterwards h holds what the output matrix takes, [n, dim].
   *
   * @param remembered called after each layer's memory, while what that was given still lies there
   */
  #forward(tokens: readonly number[], remembered?: (layer: Layer, index: number) => void): void {
    const [{ dim, ffn }, kernel, at, n] = [this.config, this.#kernel, this.#layout, tokens.length];
    new Int32Array(this.#buffer, at.tokens, n).set(tokens);
    kernel.embed(at.tokens, n, at.embedding, dim, at.x);
    for (const [index, layer] of at.blocks.entries()) {
      kernel.norm(at.x, layer.memoryNorm, n, dim, at.h);
      this.#product(at.h, layer.input, n, at.projected);
      this.#remember(layer, n);
      remembered?.(layer, index);
      this.#product(at.h, layer.output, n, at.change);
      kernel.add(at.x, at.change, n * dim);
      kernel.norm(at.x, layer.ffnNorm, n, dim, at.h);
      this.#product(at.h, layer.up, n, at.projected);
      kernel.gate(at.projected, 2 * ffn, at.projected + 4 * ffn, 2 * ffn, n, ffn, at.h);
      this.#product(at.h, layer.down, n, at.change);
      kernel.add(at.x, at.change, n * dim);
    }
    kernel.norm(at.x, at.norm, n, dim, at.h);
  }

  /** From the projections to the gated reads, in h. */
  #remember(layer: Layer, n: number): void {
    const [{ heads, headDim, nu, betaMax }, kernel, at] = [this.config, this.#kernel, this.#layout];
    const inner = heads * headDim;
    const stride = layer.input.padded;
    const beta = at.projected + 16 * inner;
    kernel.convolve(at.projected, stride, layer.conv, layer.taps, n, 3 * inner, at.qkv);
    kernel.remember(
      at.qkv,
      beta,
      stride,
      layer.betaBias,
      layer.weights,
      n,
      heads,
      headDim,
      nu,
      betaMax,
      at.read,
      at.room,
    );
    kernel.gate(at.projected + 12 * inner, stride, at.read, inner, n, inner, at.h);
  }

  /** How strongly the last tokens wrote, [n, heads]; assembly/memory.ts computes the same. */
  #strengths(layer: Layer, n: number): Float32Array {
    const { heads, headDim, betaMax } = this.config;
    const bias = this.#floats(layer.betaBias, heads);
    const [stride, first] = [layer.input.padded, 4 * heads * headDim];
    const projected = this.#floats(this.#layout.projected, n * stride);
    return Float32Array.from({ length: n * heads }, (_, i) => {
      const [token, head] = [Math.floor(i / heads), i % heads];
      return betaMax / (1 + Math.exp(-projected[token * stride + first + head]! - bias[head]!));
    });
  }

  #product(x: number, matrix: Matrix, n: number, out: number): void {
    const { quantised, scales, sums } = this.#layout;
    this.#kernel.quantise(x, n, matrix.columns, quantised, scales, sums);
    this.#kernel.multiply(matrix.at, matrix.padded, matrix.columns, quantised, scales, sums, n, out);
  }

  /** Logits of `count` rows of h, from `row` on. */
  #predict(row: number, count: number): void {
    const { h, logitsOf, logits } = this.#layout;
    this.#product(h + 4 * row * this.config.dim, logitsOf, count, logits);
  }

  #logits(): Float32Array {
    this.#room ??= new Float32Array(this.config.vocab);
    this.#room.set(this.#floats(this.#layout.logits, this.config.vocab));
    return this.#room;
  }

  #scores(targets: readonly number[]): Float32Array {
    const { vocab } = this.config;
    const nll = new Float32Array(targets.length);
    for (let row = 0; row < targets.length; row += logitRows) {
      const count = Math.min(logitRows, targets.length - row);
      this.#predict(row, count);
      for (let i = 0; i < count; i++) {
        const at = this.#layout.logits + 4 * i * vocab;
        nll[row + i] = this.#logSumExp(at) - this.#floats(at, vocab)[targets[row + i]!]!;
      }
    }
    return nll;
  }

  #logSumExp(at: number): number {
    const { vocab } = this.config;
    const most = this.#kernel.maximum(at, vocab);
    return most + Math.log(this.#kernel.sumExp(at, vocab, most));
  }

  /** As the graph chooses (choice.ts has the rule): on a line, newline and end are one stop. */
  #choose(oneLine: boolean): { token: number; logprob: number } {
    const { newline, end } = this.#tokens;
    const { logits, mask } = this.#layout;
    const { vocab } = this.config;
    const values = this.#floats(logits, vocab);
    const all = this.#logSumExp(logits);
    const free = this.#kernel.greatest(logits, mask, vocab);
    if (!oneLine) return { token: free, logprob: values[free]! - all };
    const stop = logAddExp(values[newline]!, values[end]!);
    const stops = free === newline || free === end;
    return stops || stop >= values[free]!
      ? { token: end, logprob: stop - all }
      : { token: free, logprob: values[free]! - all };
  }
}

function logAddExp(a: number, b: number): number {
  const most = Math.max(a, b);
  return most + Math.log(Math.exp(a - most) + Math.exp(b - most));
}
