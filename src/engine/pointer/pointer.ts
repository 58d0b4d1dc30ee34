/** The next token by what was written before: the pointer beside the memory. */
import type { Mixture } from './mixture.ts';
import { longestMatch, type TokenIndex } from './token-index.ts';

/** Where something was copied from. */
export interface Place {
  readonly source: TokenIndex;
  /** Of the token, in the source. */
  readonly position: number;
}

export interface SharedPlace extends Place {
  /** Among all that may be copied next. */
  readonly share: number;
}

/** What may come next, by what came next before. */
export interface Copies {
  /** Of the longest match, in tokens; 0 where only the beginning of a word was found. */
  readonly length: number;
  /** By token; they sum to 1. */
  readonly shares: ReadonlyMap<number, number>;
  /** By token: where its longest match stands, the last of them. */
  readonly places: ReadonlyMap<number, Place>;
}

export interface PointerOptions {
  readonly sources: readonly TokenIndex[];
  /** The tokens before those that are decoded, the last ones of them. */
  readonly context: readonly number[];
  readonly mixture: Mixture;
  /** Whether a token may be copied at all: it is text. */
  readonly copies: (token: number) => boolean;
}

/** Looks up what was just written in texts that are at hand. */
export class Pointer {
  readonly mixture: Mixture;
  readonly #sources: readonly TokenIndex[];
  readonly #context: readonly number[];
  readonly #copies: (token: number) => boolean;

  constructor({ sources, context, mixture, copies }: PointerOptions) {
    this.mixture = mixture;
    this.#sources = sources;
    this.#context = context.slice(-longestMatch);
    this.#copies = copies;
  }

  /**
   * What came next where the same was written before; undefined where it never was.
   *
   * @param written tokens decoded so far
   * @param allowed the tokens that agree with what has to come next; every one where it is left out. With it, a word
   *   that begins so is found also where something else stood before it
   */
  next(written: readonly number[], allowed?: readonly number[]): Copies | undefined {
    const weights = new Map<number, number>();
    const longest = new Map<number, Place & { readonly length: number }>();
    const sum = this.#look(written, allowed, (token, weight, source, position, length) => {
      weights.set(token, (weights.get(token) ?? 0) + weight);
      if (length > (longest.get(token)?.length ?? -1)) longest.set(token, { source, position, length });
    });
    if (sum === 0) return undefined;
    for (const [token, weight] of weights) weights.set(token, weight / sum);
    return {
      length: Math.max(...[...longest.values()].map(({ length }) => length)),
      shares: weights,
      places: longest,
    };
  }

  /** All places that a token may be copied from, after the same as `next` is asked for; the shares sum to its share there. */
  placesOf(token: number, written: readonly number[], allowed?: readonly number[]): readonly SharedPlace[] {
    const found: (Place & { readonly weight: number })[] = [];
    const sum = this.#look(written, allowed, (own, weight, source, position) => {
      if (own === token) found.push({ source, position, weight });
    });
    return found.map(({ source, position, weight }) => ({ source, position, share: weight / sum }));
  }

  /** @returns the sum of the weights */
  #look(
    written: readonly number[],
    allowed: readonly number[] | undefined,
    found: (token: number, weight: number, source: TokenIndex, position: number, length: number) => void,
  ): number {
    const context = [...this.#context, ...written].slice(-longestMatch);
    const only = allowed && maskOf(allowed);
    let sum = 0;
    const add = (source: TokenIndex, position: number, length: number): void => {
      const token = source.at(position);
      if (only ? only[token] !== 1 : !this.#copies(token)) return;
      const weight = this.mixture.spread ** length;
      sum += weight;
      found(token, weight, source, position, length);
    };
    for (const source of this.#sources) {
      source.matches(context, ({ position, length }) => add(source, position, length));
    }
    if (sum === 0 && only) {
      for (const source of this.#sources) {
        let left = mostWords;
        for (const position of source.places(only)) {
          add(source, position, 0);
          if (--left === 0) break;
        }
      }
    }
    return sum;
  }
}

/** Places of words that begin as typed, of each source. */
const mostWords = 200;

/** 1 for each of the tokens: a whole file may be looked through for them. */
function maskOf(tokens: readonly number[]): Uint8Array {
  const mask = new Uint8Array(1 + tokens.reduce((most, token) => Math.max(most, token), 0));
  for (const token of tokens) mask[token] = 1;
  return mask;
}
