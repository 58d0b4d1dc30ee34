/**
 * A toy model and tokenizer for tests of the memory: tiny, fast, and strict about what the real ones leave to chance.
 */
import type { Backend, ChunkResult, ModelConfig, Recorded, State, StepsResult } from '../../../src/engine/backend.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';

/** Longest match, so that a letter more can change tokens before it, as with real pieces. */
const words = [
  '  ',
  '    ',
  ' =',
  ' = ',
  'co',
  'const',
  'const ',
  're',
  'ret',
  'return',
  'return ',
  'fo',
  'foo',
  'bar',
];
const firstByte = 6;
const firstWord = firstByte + 256;

export class ToyTokenizer implements Tokenizer {
  readonly size = firstWord + words.length;
  readonly file = 1;
  readonly suffix = 2;
  readonly middle = 3;
  readonly end = 4;
  readonly newline = 5;
  /** Characters tokenised so far. */
  characters = 0;

  line(text: string): number[] {
    if (text.includes('\n')) throw new Error('a line with a line break');
    this.characters += text.length;
    const tokens: number[] = [];
    for (let at = 0; at < text.length;) {
      const longest = words
        .filter((word) => text.startsWith(word, at))
        .reduce((best, word) => (word.length > best.length ? word : best), '');
      const character = String.fromCodePoint(text.codePointAt(at)!);
      if (longest !== '') tokens.push(firstWord + words.indexOf(longest));
      else for (const byte of new TextEncoder().encode(character)) tokens.push(firstByte + byte);
      at += (longest || character).length;
    }
    return tokens;
  }

  bytes(id: number): Uint8Array | undefined {
    if (id === this.newline) return Uint8Array.of(10);
    if (id < firstByte) return undefined;
    return id < firstWord ? Uint8Array.of(id - firstByte) : new TextEncoder().encode(words[id - firstWord]);
  }
}

/**
 * A backend whose state is a hash of all that was fed and how: a chunk is not the same as its tokens one by one, nor
 * as two smaller chunks. Steps do not depend on how they are divided into calls.
 */
export class ToyBackend implements Backend {
  readonly name = 'toy';
  readonly config: ModelConfig;
  /** Tokens fed so far, by each form, and calls made. */
  fed = { chunk: 0, steps: 0, record: 0, calls: 0 };
  readonly #tokenizer: ToyTokenizer;

  constructor(tokenizer: ToyTokenizer, chunk = 8) {
    this.#tokenizer = tokenizer;
    this.config = { vocab: tokenizer.size, dim: 1, layers: 1, heads: 1, headDim: 1, nu: 1, chunk };
  }

  initial(): State {
    return { weights: new Float32Array(2), conv: new Float32Array(1) };
  }

  chunk(state: State, tokens: readonly number[]): Promise<ChunkResult> {
    if (tokens.length < 1 || tokens.length > this.config.chunk) throw new RangeError('chunk');
    this.fed.chunk += tokens.length;
    this.fed.calls += 1;
    let next = mix(state, 1000 + tokens.length);
    for (const token of tokens) next = mix(next, token);
    return Promise.resolve({ state: next, logits: this.#logits(next) });
  }

  steps(state: State, forced: readonly number[], most: number, oneLine: boolean): Promise<StepsResult> {
    if (forced.length < 1 || forced.length > 16 || most < 1 || most > 8) throw new RangeError('steps');
    this.fed.steps += forced.length;
    this.fed.calls += 1;
    let next = state;
    for (const token of forced) next = mix(next, token);
    const chosen: number[] = [];
    for (;;) {
      const token = this.#choice(next, oneLine);
      chosen.push(token);
      if (chosen.length === most || token === this.#tokenizer.end) break;
      next = mix(next, token);
    }
    return Promise.resolve({ state: next, logits: this.#logits(next), chosen, logprobs: chosen.map(() => -1) });
  }

  /** The tokens themselves stand in for what a memory is given, so that a test sees which were recorded. */
  record(state: State, tokens: readonly number[]): Promise<Recorded> {
    if (tokens.length < 1 || tokens.length > this.config.chunk) throw new RangeError('record');
    this.fed.record += tokens.length;
    let next = mix(state, 1000 + tokens.length);
    for (const token of tokens) next = mix(next, token);
    const qkv = Float32Array.from(tokens.flatMap((token) => [token, token, token]));
    return Promise.resolve({ state: next, qkv, beta: new Float32Array(tokens.length).fill(1) });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  #logits(state: State): Float32Array {
    let seed = state.weights[0]! + 7 * state.weights[1]!;
    return Float32Array.from({ length: this.config.vocab }, () => (seed = (seed * 1103 + 12345) % 65521) / 65521);
  }

  /** Now and then the end; else the likeliest of what text is made of. */
  #choice(state: State, oneLine: boolean): number {
    const { end, newline } = this.#tokenizer;
    if (state.weights[0]! % 5 === 0) return end;
    const logits = this.#logits(state);
    let best = end;
    for (let id = 0; id < logits.length; id++) {
      if ((id === newline && oneLine) || this.#tokenizer.bytes(id) === undefined) continue;
      if (best === end || logits[id]! > logits[best]!) best = id;
    }
    return best;
  }
}

/** Whole numbers below 2^16 in a float32: exact. */
function mix({ weights, conv }: State, token: number): State {
  const a = (weights[0]! * 31 + token + 17) % 65521;
  const b = (weights[1]! * 37 + a + token * 3) % 65519;
  return { weights: Float32Array.of(a, b), conv: Float32Array.of((conv[0]! + 1) % 65521) };
}

/** A generator of pseudo-random numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
