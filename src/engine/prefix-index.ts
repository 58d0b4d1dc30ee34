import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/**
 * Finds the tokens that may come next when the output has to start with given bytes: those whose bytes are a prefix
 * of what is required, and those that what is required is a prefix of. Pieces sorted by their bytes put the second
 * kind side by side; the first are at most as many as the longest piece has bytes, one look-up each.
 */
export class PrefixIndex {
  /** Bytes of each piece as a string of one character a byte, sorted; ids in the same order. */
  readonly #keys: string[] = [];
  readonly #ids: number[] = [];
  readonly #exact = new Map<string, number[]>();

  constructor(tokenizer: Tokenizer) {
    const pieces: { key: string; id: number }[] = [];
    for (let id = 0; id < tokenizer.size; id++) {
      const bytes = tokenizer.bytes(id);
      if (bytes !== undefined && bytes.length > 0) pieces.push({ key: keyOf(bytes), id });
    }
    pieces.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.id - b.id));
    for (const { key, id } of pieces) {
      this.#keys.push(key);
      this.#ids.push(id);
      const same = this.#exact.get(key);
      // A byte piece and a piece of one ASCII character have the same bytes.
      if (same === undefined) this.#exact.set(key, [id]);
      else same.push(id);
    }
  }

  /** Ids of all tokens that agree with `required` (at least one byte) as far as both go. */
  allowed(required: Uint8Array): number[] {
    const key = keyOf(required);
    const ids: number[] = [];
    for (let length = 1; length < key.length; length++) {
      const same = this.#exact.get(key.slice(0, length));
      if (same !== undefined) ids.push(...same);
    }
    for (let at = this.#lowerBound(key); at < this.#keys.length && this.#keys[at]!.startsWith(key); at++) {
      ids.push(this.#ids[at]!);
    }
    return ids;
  }

  /** Index of the first piece that does not sort before `key`. */
  #lowerBound(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
