/** Where everything lies in the kernel's memory. Addresses are multiples of 64: a line of the processor's cache. */
import type { Model } from '../model.ts';

/** Outputs of a matrix, and so rows of its packed form, come in blocks. */
export const rowBlock = 16;

export interface Matrix {
  readonly at: number;
  readonly rows: number;
  /** `rows`, rounded up to whole blocks; what a product's row is long. */
  readonly padded: number;
  readonly columns: number;
}

export interface Layer {
  readonly memoryNorm: number;
  readonly ffnNorm: number;
  readonly betaBias: number;
  readonly taps: number;
  /** q, k, v, gate, beta. */
  readonly input: Matrix;
  readonly output: Matrix;
  readonly up: Matrix;
  readonly down: Matrix;
  /** Fast weights of the token at hand, transposed: [heads][d_dot][headDim]. */
  readonly weights: number;
  readonly conv: number;
}

export type Layout = ReturnType<typeof layoutOf>;

/** The kernel's loops take 16 numbers at a time. */
export function fits({ config, state }: Model): boolean {
  const { vocab, dim, heads, headDim, ffn } = config;
  const whole = [vocab, dim, headDim, ffn].every((size) => size % 16 === 0);
  return whole && state.conv[2] === 3 * heads * headDim;
}

/** Plans the memory of a model that fits. */
export function layoutOf({ config, state }: Model) {
  const { vocab, dim, layers, heads, headDim, nu, ffn, chunk } = config;
  const inner = heads * headDim;
  const perLayer = state.weights.slice(1).reduce((product, extent) => product * extent, 1);
  let bytes = 0;
  const reserve = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return at;
  };
  const floats = (count: number): number => reserve(4 * count);
  const matrix = (rows: number, columns: number): Matrix => {
    const padded = Math.ceil(rows / rowBlock) * rowBlock;
    return { at: reserve(4 * padded + padded * columns), rows, padded, columns };
  };
  // Nothing at address 0: it is what an address that was never set looks like. The compiled code keeps no data itself.
  reserve(64);
  const layer = (): Layer => ({
    memoryNorm: floats(dim),
    ffnNorm: floats(dim),
    betaBias: floats(heads),
    taps: floats(4 * 3 * inner),
    input: matrix(4 * inner + heads, dim),
    output: matrix(dim, inner),
    up: matrix(2 * ffn, dim),
    down: matrix(dim, ffn),
    weights: floats(perLayer),
    conv: floats(3 * 3 * inner),
  });
  const blocks = Array.from({ length: layers }, layer);
  const widest = Math.max(dim, inner, ffn);
  const rows = {
    norm: floats(dim),
    /** float16 [vocab, dim], for what goes in. */
    embedding: reserve(2 * vocab * dim),
    /** The same as int8, for what comes out. */
    logitsOf: matrix(vocab, dim),
    mask: floats(vocab),
    tokens: floats(chunk),
    x: floats(chunk * dim),
    h: floats(chunk * widest),
    quantised: reserve(chunk * widest),
    scales: floats(chunk),
    sums: floats(chunk),
    projected: floats(chunk * Math.max(4 * inner + heads + rowBlock, 2 * ffn)),
    qkv: floats(chunk * 3 * inner),
    read: floats(chunk * inner),
    change: floats(chunk * dim),
    logits: floats(logitRows * vocab),
    room: floats((5 + 4 * nu) * headDim),
    /** State in the order of `State.weights`. */
    staged: floats(layers * perLayer),
  };
  return { ...rows, blocks, bytes };
}

/** Tokens whose logits are computed together, when every token is scored. */
export const logitRows = 4;
