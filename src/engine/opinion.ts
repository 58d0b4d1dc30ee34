/** What comes next, by the model and by what is copied: one opinion for decoding, for its forks and for fitting. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { StepsResult } from './backend.ts';
import { among, chooseFree, free, type Distribution } from './choice.ts';
import { mix } from './pointer/mix.ts';
import type { Copies, Pointer, SharedPlace } from './pointer/pointer.ts';
import type { PrefixIndex } from './prefix-index.ts';

/** What is being decoded. */
export interface Wanted {
  readonly required: Uint8Array;
  readonly lines: 'one' | 'block';
  readonly pointer?: Pointer | undefined;
}

/** What the model thinks comes next: with its choice, where a single one was asked for. */
export type Thought = Pick<StepsResult, 'logits'> & Partial<Pick<StepsResult, 'chosen' | 'logprobs'>>;

/** The model's and the pointer's view of one token. */
export interface Views {
  readonly model: Distribution;
  /** Undefined where nothing is there to copy. */
  readonly copies: Copies | undefined;
  /** Required bytes remain. */
  readonly healing: boolean;
}

export class Opinions {
  readonly #tokenizer: Tokenizer;
  readonly #index: PrefixIndex;
  readonly #wanted: Wanted;

  constructor(tokenizer: Tokenizer, index: PrefixIndex, wanted: Wanted) {
    this.#tokenizer = tokenizer;
    this.#index = index;
    this.#wanted = wanted;
  }

  /** The tokens that may come after so many bytes; undefined where all may. */
  allowed(bytes: number): readonly number[] | undefined {
    const { required } = this.#wanted;
    return bytes < required.length ? this.#index.allowed(required.subarray(bytes)) : undefined;
  }

  /**
   * @param written the tokens so far
   * @param bytes how many bytes they are
   */
  views(thought: Thought, written: readonly number[], bytes: number): Views {
    const oneLine = this.#wanted.lines === 'one';
    const allowed = this.allowed(bytes);
    const model = allowed ? among(thought.logits, allowed) : this.#free(thought, oneLine);
    const copies = this.#wanted.pointer?.next(written, allowed);
    const healing = allowed !== undefined;
    return { model, copies: copies && oneLine ? this.#stopping(copies) : copies, healing };
  }

  /** The mixture of both views. */
  of(thought: Thought, written: readonly number[], bytes: number): Distribution {
    const { model, copies, healing } = this.views(thought, written, bytes);
    return copies === undefined ? model : mix(model, copies, healing, this.#wanted.pointer!.mixture);
  }

  #free({ logits, chosen, logprobs }: Thought, oneLine: boolean): Distribution {
    const [token, logprob] = [chosen?.[0], logprobs?.[0]];
    const known = token !== undefined && logprob !== undefined;
    const best = known ? { token, logprob } : chooseFree(logits, this.#tokenizer, oneLine);
    return free(logits, this.#tokenizer, oneLine, best);
  }

  /** The places that a token may be copied from, after the tokens so far. */
  placesOf(token: number, written: readonly number[], bytes: number): readonly SharedPlace[] {
    const { newline, end } = this.#tokenizer;
    const own = this.#wanted.lines === 'one' && token === end ? newline : token;
    return this.#wanted.pointer?.placesOf(own, written, this.allowed(bytes)) ?? [];
  }

  /** In one line a newline is the stop, as the model has it. */
  #stopping({ length, shares, places }: Copies): Copies {
    const { newline, end } = this.#tokenizer;
    const share = shares.get(newline);
    if (share === undefined) return { length, shares, places };
    const renamed = <T>(map: ReadonlyMap<number, T>): Map<number, T> =>
      new Map([...map].map(([token, value]) => [token === newline ? end : token, value]));
    return { length, shares: renamed(shares), places: renamed(places) };
  }
}
