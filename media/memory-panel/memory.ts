/** The memory as the panel holds it: one matrix W of [rows][columns] for each layer and head, never changed. */

import type { MemoryMessage } from '../../src/protocol/panel.ts';

export interface Memory {
  readonly layers: number;
  readonly heads: number;
  /** Dimensions of the value: what a read gives. */
  readonly rows: number;
  /** Features of the key (d_dot): where a read looks. */
  readonly columns: number;
  /** [layers][heads][rows][columns]. */
  readonly weights: Float32Array;
}

export interface Place {
  readonly layer: number;
  readonly head: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export function memoryOf({ shape: [layers, heads, rows, columns], weights }: MemoryMessage): Memory {
  return { layers, heads, rows, columns, weights: new Float32Array(weights) };
}

/** One head's W, [rows][columns]: a view, no copy. */
export function headOf({ heads, rows, columns, weights }: Memory, { layer, head }: Place): Float32Array {
  const start = (layer * heads + head) * rows * columns;
  return weights.subarray(start, start + rows * columns);
}

/** All heads, layer by layer. */
export function placesOf({ layers, heads }: Pick<Memory, 'layers' | 'heads'>): Place[] {
  return Array.from({ length: layers * heads }, (_, i) => ({ layer: Math.floor(i / heads), head: i % heads }));
}

/** Whether two memories have the same shape, so that the same canvases serve. */
export function sameShape(a: Memory, b: Memory): boolean {
  return a.layers === b.layers && a.heads === b.heads && a.rows === b.rows && a.columns === b.columns;
}

export interface Summary {
  /** Where |W| is largest, and the value there. */
  readonly peak: Cell;
  readonly largest: number;
  /** Root of the mean of squares: the size of a typical cell. */
  readonly typical: number;
}

export function summaryOf(values: Float32Array, columns: number): Summary {
  let at = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Math.abs(value) > Math.abs(values[at]!)) at = i;
    squares += value * value;
  }
  return {
    peak: { row: Math.floor(at / columns), column: at % columns },
    largest: values[at]!,
    typical: Math.sqrt(squares / values.length),
  };
}
