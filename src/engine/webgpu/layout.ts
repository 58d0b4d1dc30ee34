/** Where everything lies in the device's buffers. Weights stay float16, two to a word of 32 bits. */
import { dDot, type Model } from '../model.ts';
import { halves } from '../weights.ts';

/** A matrix [inputs][columns]; a row begins with a whole word, so it is padded where `columns` is odd. */
export interface Matrix {
  /** In float16. */
  readonly at: number;
  readonly inputs: number;
  readonly columns: number;
  readonly padded: number;
}

export interface Layer {
  readonly memoryNorm: number;
  readonly ffnNorm: number;
  readonly betaBias: number;
  /** [4][3 inner] */
  readonly taps: number;
  /** q, k, v, gate, beta. */
  readonly input: Matrix;
  readonly output: Matrix;
  readonly up: Matrix;
  readonly down: Matrix;
}

export interface Layout {
  /** [dim][vocab]: what comes out, and, by columns, what goes in. */
  readonly embedding: Matrix;
  readonly norm: number;
  readonly layers: readonly Layer[];
  /** Float16 in all. */
  readonly length: number;
  readonly parts: readonly Part[];
}

/** A tensor on its way from the file to the device. */
interface Part {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly padded: number;
}

/** Tokens of one submission beside those of a chunk: what it chooses. */
export const mostChosen = 64;

/** Why a model does not fit what the shaders take; undefined where it does. */
export function misfit({ config, state }: Model): string | undefined {
  const { headDim, heads, ffn } = config;
  // A thread keeps a row of W in its registers.
  if (headDim * config.nu > 64) return `a memory of ${dDot(config)} features is too wide`;
  if (ffn % 2 !== 0) return 'its feed-forward layers have an odd width';
  return state.conv[2] === 3 * heads * headDim ? undefined : 'its convolution is not over queries, keys and values';
}

/** Plans the weights in the order of `weights.bin` (training/export/write.py), each tensor at a whole word. */
export function layoutOf({ config }: Model): Layout {
  const { vocab, dim, layers, heads, headDim, ffn } = config;
  const inner = heads * headDim;
  const parts: Part[] = [];
  let length = 0;
  const reserve = (rows: number, columns: number): Part => {
    const padded = columns + (columns % 2);
    const part = { at: length, rows, columns, padded };
    length += rows * padded;
    parts.push(part);
    return part;
  };
  const vector = (count: number): number => reserve(1, count).at;
  const matrix = (inputs: number, columns: number): Matrix => ({ ...reserve(inputs, columns), inputs });
  const embedding = matrix(dim, vocab);
  // Ones, that only the graph needs.
  vector(headDim);
  const norm = vector(dim);
  const layer = (): Layer => {
    const [memoryNorm, ffnNorm] = [vector(dim), vector(dim)];
    const input = matrix(dim, 4 * inner + heads);
    const [betaBias, taps] = [vector(heads), vector(12 * inner)];
    const output = matrix(inner, dim);
    const up = matrix(dim, 2 * ffn);
    return { memoryNorm, ffnNorm, betaBias, taps, input, output, up, down: matrix(ffn, dim) };
  };
  return { embedding, norm, layers: Array.from({ length: layers }, layer), length, parts };
}

/**
 * @param bytes `weights.bin`
 * @throws RangeError where the file has another length than the layout
 */
export function pack({ parts, length }: Layout, bytes: Uint8Array): Uint16Array<ArrayBuffer> {
  const source = halves(bytes);
  const expected = parts.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  if (source.length !== expected) throw new RangeError(`weights: ${source.length} instead of ${expected}`);
  const packed = new Uint16Array(length + (length % 2));
  let from = 0;
  for (const { at, rows, columns, padded } of parts) {
    for (let row = 0; row < rows; row++, from += columns) {
      packed.set(source.subarray(from, from + columns), at + row * padded);
    }
  }
  return packed;
}
