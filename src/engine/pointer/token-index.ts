/** Where in a text of tokens the last tokens of another stood before. */

/** A place in an indexed text that was preceded by what precedes the cursor. */
export interface Match {
  /** Of the token that came next there. */
  readonly position: number;
  /** Tokens before it that are the same. */
  readonly length: number;
}

/** Contexts of so many tokens are looked up, the longest first. */
const orders = [6, 3, 1] as const;
/** Places looked at for each of them, the last ones first: a context that is more frequent says little. */
const mostPlaces = 48;
/** Matches are not followed further back. */
export const longestMatch = 32;
const buckets = 1 << 14;

/**
 * Finds the longest matches of a context, as LZ77 does: for each hash of the last tokens a chain of the places where
 * they stood. A suffix automaton finds them too, but can not be shortened; of this, what an edit took away is taken
 * off at the end, so a key costs its new tokens. 14 to 28 bytes a token.
 */
export class TokenIndex {
  #tokens = new Uint16Array(256);
  #length = 0;
  readonly #chains = orders.map((order) => new Chain(order));

  get length(): number {
    return this.#length;
  }

  at(position: number): number {
    return this.#tokens[position]!;
  }

  /** The last so many tokens, or all. */
  last(count: number): number[] {
    return Array.from(this.#tokens.subarray(Math.max(0, this.#length - count), this.#length));
  }

  /** @param text one token a UTF-16 unit */
  append(text: string): void {
    const from = this.#length;
    const to = from + text.length;
    if (to > this.#tokens.length) {
      const larger = new Uint16Array(Math.max(to, 2 * this.#tokens.length));
      larger.set(this.#tokens.subarray(0, from));
      this.#tokens = larger;
    }
    for (let i = 0; i < text.length; i++) this.#tokens[from + i] = text.charCodeAt(i);
    this.#length = to;
    for (const chain of this.#chains) chain.append(this.#tokens, from, to);
  }

  /** Forgets all tokens from `length` on. */
  truncate(length: number): void {
    for (const chain of this.#chains) chain.truncate(this.#tokens, this.#length, length);
    this.#length = Math.min(this.#length, length);
  }

  /** Where `context` (its last tokens) stood, with at least one token that is the same; nothing twice. */
  matches(context: readonly number[], found: (match: Match) => void): void {
    let longer: number = longestMatch + 1;
    for (const chain of this.#chains) {
      let left = mostPlaces;
      for (let place = chain.last(context); place > 0 && left > 0; place = chain.before(place), left--) {
        const length = this.#sameBefore(place, context);
        // Shorter: only the hash was the same. Longer: found by a longer context.
        if (length >= chain.order && length < longer && place < this.#length) found({ position: place, length });
      }
      longer = chain.order;
    }
  }

  /**
   * All places of the tokens that are wanted, the last ones first.
   *
   * @param wanted by token: 1 for those
   */
  *places(wanted: Uint8Array): Generator<number> {
    for (let at = this.#length - 1; at >= 0; at--) if (wanted[this.#tokens[at]!] === 1) yield at;
  }

  #sameBefore(place: number, context: readonly number[]): number {
    const most = Math.min(place, context.length, longestMatch);
    let length = 0;
    while (length < most && this.#tokens[place - 1 - length] === context[context.length - 1 - length]) length += 1;
    return length;
  }
}

/** For each hash of `order` tokens, the places right behind them: the last one, and from each the one before. */
class Chain {
  readonly order: number;
  readonly #heads = new Int32Array(buckets);
  /** By place; 0 ends a chain, since nothing stands before the first token. */
  #previous = new Int32Array(257);

  constructor(order: number) {
    this.order = order;
  }

  append(tokens: Uint16Array, from: number, to: number): void {
    if (to + 1 > this.#previous.length) {
      const larger = new Int32Array(Math.max(to + 1, 2 * this.#previous.length));
      larger.set(this.#previous);
      this.#previous = larger;
    }
    for (let place = Math.max(from + 1, this.order); place <= to; place++) {
      const bucket = this.#bucket(tokens, place);
      this.#previous[place] = this.#heads[bucket]!;
      this.#heads[bucket] = place;
    }
  }

  truncate(tokens: Uint16Array, from: number, to: number): void {
    for (let place = from; place > to && place >= this.order; place--) {
      this.#heads[this.#bucket(tokens, place)] = this.#previous[place]!;
    }
  }

  last(context: readonly number[]): number {
    return context.length < this.order ? 0 : this.#heads[this.#bucket(context, context.length)]!;
  }

  before(place: number): number {
    return this.#previous[place]!;
  }

  #bucket(tokens: ArrayLike<number>, place: number): number {
    let hash = 0;
    for (let at = place - this.order; at < place; at++)
      hash = Math.imul(hash ^ tokens[at]!, 0x9e3779b1) ^ (hash >>> 15);
    return (hash ^ (hash >>> 17)) & (buckets - 1);
  }
}
