import type { Backend, State, StepsResult } from '../../../src/engine/backend.ts';
import { chooseFree } from '../../../src/engine/choice.ts';
import { toy } from './toy-tokenizer.ts';

/**
 * A model that knows one text by heart: after n tokens, whichever they were, the n-th of the script has probability
 * 0.9 and its `second`, where there is one, most of the rest (else the unknown token, which can not be chosen). The state is the number of tokens read.
 */
export class ScriptedBackend implements Backend {
  readonly name = 'scripted';
  readonly config = { vocab: toy.size, dim: 1, layers: 1, heads: 1, headDim: 1, nu: 1, chunk: 64 };
  /** Arguments of each call. */
  readonly calls: { forced: readonly number[]; most: number }[] = [];
  readonly #script: readonly number[];
  readonly #second: readonly number[];

  constructor(script: readonly number[], second: readonly number[] = []) {
    this.#script = script;
    this.#second = second;
  }

  initial(): State {
    return { weights: Float32Array.of(0), conv: new Float32Array(0) };
  }

  logits(position: number): Float32Array {
    const logits = new Float32Array(toy.size).fill(Math.log(0.01 / toy.size));
    const second = this.#second[position];
    logits[second ?? 0] = Math.log(0.09);
    logits[this.#script[position] ?? toy.end] = Math.log(0.9);
    return logits;
  }

  chunk(): never {
    throw new Error('no chunks here');
  }

  async steps(state: State, forced: readonly number[], most: number, oneLine: boolean): Promise<StepsResult> {
    await Promise.resolve();
    this.calls.push({ forced, most });
    let position = state.weights[0]! + forced.length;
    const chosen: number[] = [];
    const logprobs: number[] = [];
    for (;;) {
      const { token, logprob } = chooseFree(this.logits(position), toy, oneLine);
      chosen.push(token);
      logprobs.push(logprob);
      if (token === toy.end || chosen.length === most) break;
      position += 1;
    }
    const weights = Float32Array.of(position);
    return { state: { weights, conv: state.conv }, logits: this.logits(position), chosen, logprobs };
  }

  record(): never {
    throw new Error('no record here');
  }

  async dispose(): Promise<void> {}
}
