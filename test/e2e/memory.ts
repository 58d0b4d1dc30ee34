import { compileKernel } from '../../scripts/kernel.mjs';
import { load, modelFolder } from '../../src/cli/load.ts';
import { Session } from '../../src/memory/session.ts';
import { isFailure } from '../../src/protocol/failure.ts';
import { colourOf, type Rgb } from '../../media/memory-panel/colour.ts';
import type { Question } from './complete.ts';

export interface Memory {
  /** W, [layers][heads][rows][columns]. */
  readonly weights: Float32Array;
  readonly shape: readonly number[];
}

export interface Cell {
  readonly layer: number;
  readonly head: number;
  readonly row: number;
  readonly column: number;
  readonly colour: Rgb;
  /** Which cell it is. */
  readonly what: string;
}

/** The memory that a request is decoded from, computed here by the core alone, with no editor in between. */
export async function startOfDecoding(question: Question): Promise<Memory> {
  const engine = await load(modelFolder(), await compileKernel());
  if (isFailure(engine)) throw new Error(engine.error);
  const { backend, tokenizer, model } = engine;
  const answer = await new Session(backend, tokenizer).complete(
    { ...question, lines: 'one', context: [] },
    () => false,
  );
  await backend.dispose();
  if (!('state' in answer)) throw new Error('There is no completion.');
  return { weights: answer.state.weights, shape: model.state.weights };
}

/** The largest cell of all, the smallest, and one in the middle of their size, in the colours of the light theme. */
export function expectedCells({ weights, shape }: Memory, scale: number): Cell[] {
  const order = [...weights.keys()].sort((a, b) => weights[a]! - weights[b]!);
  const wanted = { smallest: order[0]!, 'in the middle': order[order.length >> 1]!, largest: order.at(-1)! };
  const [, heads, rows, columns] = shape as [number, number, number, number];
  return Object.entries(wanted).map(([what, at]) => ({
    layer: Math.floor(at / (heads * rows * columns)),
    head: Math.floor(at / (rows * columns)) % heads,
    row: Math.floor(at / columns) % rows,
    column: at % columns,
    colour: colourOf(weights[at]!, scale, 'light'),
    what: `${what}, ${weights[at]!}`,
  }));
}
