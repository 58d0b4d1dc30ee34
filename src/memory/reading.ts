import type { Backend, Recorded, State } from '../engine/backend.ts';
import { pause } from '../engine/pause.ts';
import { unpack, type Packed } from './packed.ts';

/** After some tokens: the model's state, and what it thinks comes next. */
export interface Read {
  readonly state: State;
  /** [vocab] */
  readonly logits: Float32Array;
}

/** Tokens read of those that there are to read. */
export type Progress = (read: number, total: number) => void;

/**
 * The reading that one request causes. Before each call to the backend messages get their turn, and a request that is
 * cancelled by then reads no further: what is asked of it comes back undefined.
 */
export class Reading {
  /** Tokens fed so far. */
  tokens = 0;
  /** Most tokens of a call by steps: a call blocks its thread. */
  static readonly mostSteps = 16;
  /** Nobody waits for it. */
  readonly idle: boolean;
  readonly #backend: Backend;
  readonly #cancelled: () => boolean;
  readonly #progress: Progress | undefined;
  #total = 0;

  /** @param options of reading that nobody waits for: `progress` is told after each call to the backend */
  constructor(
    backend: Backend,
    cancelled: () => boolean,
    { idle = false, progress }: { readonly idle?: boolean; readonly progress?: Progress | undefined } = {},
  ) {
    this.idle = idle;
    this.#backend = backend;
    this.#cancelled = cancelled;
    this.#progress = progress;
  }

  /** Lets messages through; false where the request is cancelled. */
  readonly breathe = async (): Promise<boolean> => {
    await pause();
    return !this.#cancelled();
  };

  /** Says that `tokens` more will be read, for the progress. */
  expect(tokens: number): void {
    this.#total = this.tokens + tokens;
  }

  /** At most a chunk of tokens, by the parallel form. */
  async chunk(state: State, tokens: Packed): Promise<Read | undefined> {
    if (!(await this.breathe())) return undefined;
    return this.#done(tokens, await this.#backend.chunk(state, unpack(tokens)));
  }

  /** At most `mostSteps` tokens, one by one. */
  async steps(state: State, tokens: Packed): Promise<Read | undefined> {
    if (!(await this.breathe())) return undefined;
    return this.#done(tokens, await this.#backend.steps(state, unpack(tokens), 1, true));
  }

  /** At most a chunk of tokens, for somebody who looks at the memory. */
  async record(state: State, tokens: Packed): Promise<Recorded | undefined> {
    if (!(await this.breathe())) return undefined;
    const recorded = await this.#backend.record(state, unpack(tokens));
    this.#count(tokens);
    return recorded;
  }

  #done(tokens: Packed, { state, logits }: Read): Read {
    this.#count(tokens);
    return { state, logits };
  }

  #count(tokens: Packed): void {
    this.tokens += tokens.length;
    this.#progress?.(this.tokens, Math.max(this.tokens, this.#total));
  }
}
