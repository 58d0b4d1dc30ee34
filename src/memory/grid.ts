import type { Packed } from './packed.ts';

/** A file's tokens as the model is given them. */
export interface Cut {
  /** Chunks that are full. */
  readonly full: readonly Packed[];
  /** What is left, less than a chunk. */
  readonly remainder: Packed;
}

/** A file's tokens on a grid that begins at its first token. Grows and is cut at its end only. */
export class Grid {
  readonly #chunk: number;
  readonly #full: Packed[] = [];
  #tail: Packed = '';

  /** @param chunk tokens of one chunk */
  constructor(chunk: number) {
    this.#chunk = chunk;
  }

  /** Tokens. */
  get length(): number {
    return this.#full.length * this.#chunk + this.#tail.length;
  }

  append(tokens: Packed): void {
    const text = this.#tail + tokens;
    let at = 0;
    for (; at + this.#chunk <= text.length; at += this.#chunk) this.#full.push(text.slice(at, at + this.#chunk));
    this.#tail = text.slice(at);
  }

  /** Forgets all tokens from `length` on. */
  truncate(length: number): void {
    if (length >= this.length) return;
    this.#tail = this.upTo(length).remainder;
    this.#full.length = Math.floor(length / this.#chunk);
  }

  /** The first `length` tokens. */
  upTo(length: number): Cut {
    const full = Math.floor(length / this.#chunk);
    const last = this.#full[full] ?? this.#tail;
    return { full: this.#full.slice(0, full), remainder: last.slice(0, length - full * this.#chunk) };
  }
}
