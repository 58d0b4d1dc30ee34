/** The model as a list of shaders to run: pipelines, buffers, and what is bound to what, made once. */
import type { Model } from '../model.ts';
import { filledBuffer, parameters, storageBuffer } from './buffers.ts';
import { layoutOf, mostChosen, pack, type Layout, type Matrix } from './layout.ts';
import { runHeader } from './shaders/common.ts';
import { embed } from './shaders/embed.ts';
import { memory } from './shaders/memory.ts';
import { columnsOfGroup, product, type Product } from './shaders/product.ts';
import { choose, score } from './shaders/score.ts';

export interface ProgramFiles {
  /** `weights.bin`. */
  readonly weights: Uint8Array;
  /** Tokens that are never chosen. */
  readonly control: readonly number[];
}

/** Rows that a product takes side by side where there are several. */
const rowsTogether = 8;

/** A shader with what it is bound to. */
interface Step {
  readonly one: GPUComputePipeline;
  /** For several tokens; `one` where it is left out. */
  readonly many?: GPUComputePipeline;
  readonly bound: GPUBindGroup;
  /** Workgroups. */
  readonly x: number;
  /** By tokens; else the tokens are the shader's own affair. */
  readonly y?: 'token' | 'rows';
}

/** Everything that a call needs. */
export interface Program {
  readonly buffers: Buffers;
  /** Tokens of a chunk and those chosen after it: what `Run` has room for. */
  readonly places: number;
  /** From tokens to what the output matrix takes. */
  readonly forward: readonly Step[];
  /** Logits of the last token. */
  readonly predict: Step;
  readonly choose: Step;
  /** Logits of all tokens, and the scores of their targets. */
  readonly scored: readonly Step[];
}

type Buffers = ReturnType<typeof buffersOf>;

/** How a shader binds a buffer. */
type Binding = 'uniform' | 'read-only-storage' | 'storage';

/** @throws RangeError where the weights are not this model's */
export async function createProgram(device: GPUDevice, model: Model, files: ProgramFiles): Promise<Program> {
  const { config, tokens } = model;
  const layout = layoutOf(model);
  const places = config.chunk + mostChosen;
  const buffers = buffersOf(device, model, layout, files, places);
  const [make, inputs] = [new Maker(device), ['read-only-storage', 'uniform', 'read-only-storage'] as const];
  const products: readonly Binding[] = [...inputs, 'read-only-storage', 'storage'];
  const kinds: readonly Product[] = ['normed', 'gated', 'added'];
  const made = await Promise.all([
    make.pipeline(embed(places), [...inputs, 'storage']),
    make.pipeline(memory(config, places), [...inputs, 'read-only-storage', 'storage', 'storage', 'storage']),
    make.pipeline(choose(tokens.end, tokens.newline, places), ['uniform', 'read-only-storage', 'storage', inputs[0]]),
    make.pipeline(score(config.chunk, places), ['uniform', 'read-only-storage', 'storage']),
    ...kinds.flatMap((kind) => [1, rowsTogether].map((rows) => make.pipeline(product(kind, rows, places), products))),
  ]);
  const [embeds, remembers, chooses, scores] = made as [Made, Made, Made, Made];
  const { weights, run, x, projected, reads, state, record, logits, masked } = buffers;

  const multiply = (kind: Product, matrix: Matrix, from: GPUBuffer, to: GPUBuffer, more: Details): Step => {
    const [one, many] = made.slice(4 + 2 * kinds.indexOf(kind)) as [Made, Made];
    const { at, inputs: inner, columns, padded } = matrix;
    const wide = kind === 'gated' ? columns / 2 : columns;
    const op = parameters(device, [at, more.scale ?? 0, inner, wide, padded, more.stride, more.out, more.last ?? 0]);
    const bound = make.bound(one, [weights, op, run, from, to]);
    return { one: one.pipeline, many: many.pipeline, bound, x: Math.ceil(wide / columnsOfGroup), y: 'rows' };
  };
  const { dim, heads, headDim, ffn, vocab, layers } = config;
  const inner = heads * headDim;
  const start = parameters(device, [layout.embedding.at, dim, layout.embedding.padded]);
  const forward: Step[] = [
    { one: embeds.pipeline, bound: make.bound(embeds, [weights, start, run, x]), x: Math.ceil(dim / 64), y: 'token' },
  ];
  layout.layers.forEach((layer, i) => {
    const [W, conv] = [stateSizes(model).weights, stateSizes(model).conv].map((size) => (i * size) / layers);
    const stride = layer.input.padded;
    const op = [layer.taps, layer.betaBias, stride, W!, stateSizes(model).weights + conv!, i];
    const bound = make.bound(remembers, [weights, parameters(device, op), run, projected, reads, state, record]);
    forward.push(
      multiply('normed', layer.input, x, projected, { scale: layer.memoryNorm, stride: dim, out: stride }),
      { one: remembers.pipeline, bound, x: heads },
      multiply('added', layer.output, reads, x, { stride: inner, out: dim }),
      multiply('gated', layer.up, x, projected, { scale: layer.ffnNorm, stride: dim, out: ffn }),
      multiply('added', layer.down, projected, x, { stride: ffn, out: dim }),
    );
  });
  const out = { scale: layout.norm, stride: dim, out: vocab };
  const last = { ...multiply('normed', layout.embedding, x, logits, { ...out, last: 1 }) };
  const size = parameters(device, [vocab]);
  return {
    buffers,
    places,
    forward,
    predict: { one: last.one, bound: last.bound, x: last.x },
    choose: { one: chooses.pipeline, bound: make.bound(chooses, [size, logits, run, masked]), x: 1 },
    scored: [
      multiply('normed', layout.embedding, x, logits, out),
      { one: scores.pipeline, bound: make.bound(scores, [size, logits, run]), x: 1, y: 'token' },
    ],
  };
}

/** Strides of a product's input and output, in numbers, and what only some products have. */
interface Details {
  readonly scale?: number;
  readonly stride: number;
  readonly out: number;
  readonly last?: number;
}

/** Adds a step to a pass. */
export function encode(pass: GPUComputePassEncoder, { one, many, bound, x, y }: Step, tokens: number): void {
  pass.setPipeline(tokens > 1 ? (many ?? one) : one);
  pass.setBindGroup(0, bound);
  pass.dispatchWorkgroups(x, y === 'token' ? tokens : y === 'rows' ? Math.ceil(tokens / rowsTogether) : 1);
}

/** Numbers in the two parts of a model's state. */
export function stateSizes({ state }: Model): { readonly weights: number; readonly conv: number } {
  const product = (shape: readonly number[]) => shape.reduce((all, extent) => all * extent, 1);
  return { weights: product(state.weights), conv: product(state.conv) };
}

function buffersOf(device: GPUDevice, model: Model, layout: Layout, files: ProgramFiles, places: number) {
  const { vocab, dim, layers, heads, headDim, ffn, chunk } = model.config;
  const inner = heads * headDim;
  const rows = Math.ceil(chunk / rowsTogether) * rowsTogether;
  const { weights, conv } = stateSizes(model);
  const mask = new Uint32Array(vocab);
  for (const token of files.control) mask[token] = 1;
  const floats = (count: number) => storageBuffer(device, 4 * count);
  return {
    weights: filledBuffer(device, pack(layout, files.weights)),
    masked: filledBuffer(device, mask),
    run: floats(runHeader + 2 * places),
    x: floats(rows * dim),
    projected: floats(rows * Math.max(4 * inner + heads + 1, ffn)),
    reads: floats(rows * inner),
    logits: floats(rows * vocab),
    record: floats(layers * chunk * (3 * inner + heads)),
    /** W of all layers, then the convolutions' last inputs: the state that is being computed with. */
    state: floats(weights + conv),
  };
}

interface Made {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

class Maker {
  readonly #device: GPUDevice;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  async pipeline(code: string, bindings: readonly Binding[]): Promise<Made> {
    const device = this.#device;
    const compute = 0x4;
    const entries = bindings.map((type, binding) => ({ binding, visibility: compute, buffer: { type } }));
    const layout = device.createBindGroupLayout({ entries });
    const whole = device.createPipelineLayout({ bindGroupLayouts: [layout] });
    const module = device.createShaderModule({ code });
    return { pipeline: await device.createComputePipelineAsync({ layout: whole, compute: { module } }), layout };
  }

  bound({ layout }: Made, buffers: readonly GPUBuffer[]): GPUBindGroup {
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    return this.#device.createBindGroup({ layout, entries });
  }
}
