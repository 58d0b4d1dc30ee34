/** From the shipped float16 weights to what the kernel computes with: 7 bits a weight, one scale an output. */
import type { Model } from '../model.ts';
import { halves, valueOfHalf } from '../weights.ts';
import { rowBlock, type Layout, type Matrix } from './layout.ts';

/** Weights lie in -63 .. 63 and are stored with this added (assembly/matrix.ts). */
const offset = 64;
const greatest = 63;

/** Fills `memory` from `weights.bin`, whose order is that of training/export/write.py. */
export function pack(model: Model, bytes: Uint8Array, layout: Layout, memory: ArrayBuffer): void {
  const { vocab, dim, heads, headDim } = model.config;
  const source = new Source(halves(bytes));
  const floats = (at: number, count: number) => {
    const target = new Float32Array(memory, at, count);
    const from = source.take(count);
    for (let i = 0; i < count; i++) target[i] = valueOfHalf[from[i]!]!;
  };
  const embedding = source.take(dim * vocab);
  packMatrix(embedding, layout.logitsOf, memory);
  transposed(embedding, dim, vocab, new Uint16Array(memory, layout.embedding, vocab * dim));
  source.take(headDim);
  floats(layout.norm, dim);
  const matrix = (to: Matrix) => packMatrix(source.take(to.rows * to.columns), to, memory);
  for (const layer of layout.blocks) {
    floats(layer.memoryNorm, dim);
    floats(layer.ffnNorm, dim);
    matrix(layer.input);
    floats(layer.betaBias, heads);
    floats(layer.taps, 12 * heads * headDim);
    matrix(layer.output);
    matrix(layer.up);
    matrix(layer.down);
  }
  source.end();
}

class Source {
  readonly #all: Uint16Array;
  #at = 0;

  constructor(all: Uint16Array) {
    this.#all = all;
  }

  take(count: number): Uint16Array {
    this.#at += count;
    return this.#all.subarray(this.#at - count, this.#at);
  }

  end(): void {
    if (this.#at !== this.#all.length) throw new RangeError(`weights: ${this.#all.length} instead of ${this.#at}`);
  }
}

/** @param from float16 [columns (in), rows (out)] */
function packMatrix(from: Uint16Array, { at, rows, padded, columns }: Matrix, memory: ArrayBuffer): void {
  const scales = new Float32Array(memory, at, padded);
  const packed = new Uint8Array(memory, at + 4 * padded, padded * columns).fill(offset);
  const most = new Float32Array(rows);
  for (let column = 0, i = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++, i++) most[row] = Math.max(most[row]!, Math.abs(valueOfHalf[from[i]!]!));
  }
  for (let row = 0; row < rows; row++) scales[row] = most[row]! / greatest;
  const inverse = most.map((value) => (value > 0 ? greatest / value : 0));
  for (let column = 0, i = 0; column < columns; column++) {
    const start = (column >> 2) * 4 * rowBlock + (column & 3);
    for (let row = 0; row < rows; row++, i++) {
      const place = (row >> 4) * rowBlock * columns + start + 4 * (row & 15);
      packed[place] = offset + Math.round(valueOfHalf[from[i]!]! * inverse[row]!);
    }
  }
}

function transposed(from: Uint16Array, rows: number, columns: number, to: Uint16Array): void {
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) to[column * rows + row] = from[i]!;
  }
}
