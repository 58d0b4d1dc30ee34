import { pack, type Packed } from '../../../memory/packed.ts';
import type { Tables } from './tables.ts';

interface Followers {
  total: number;
  readonly counts: Map<number, number>;
}

/**
 * The n-gram model in one file: mixed with a cache of what followed the last tokens before, as `training/cache.py`
 * does. The longest context that stood in the file before decides.
 */
export class FileModel {
  readonly #tables: Tables;
  readonly #tokens: number[] = [];
  readonly #followers = new Map<Packed, Followers>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Tokens read. */
  get length(): number {
    return this.#tokens.length;
  }

  read(tokens: readonly number[]): void {
    for (const token of tokens) {
      for (let n = 0; n < this.#tables.cacheWeights.length && n <= this.#tokens.length; n++) {
        const context = pack(this.#tokens.slice(this.#tokens.length - n));
        const known = this.#followers.get(context) ?? { total: 0, counts: new Map<number, number>() };
        known.total++;
        known.counts.set(token, (known.counts.get(token) ?? 0) + 1);
        this.#followers.set(context, known);
      }
      this.#tokens.push(token);
    }
  }

  /** Probabilities of the token after those read and `more`, which is context only, [vocab]. */
  next(more: readonly number[] = []): Float64Array {
    const { cacheWeights } = this.#tables;
    const reach = Math.max(cacheWeights.length, 8);
    const tokens = [...this.#tokens.slice(-reach), ...more];
    const p = this.#tables.after(tokens);
    for (let n = Math.min(cacheWeights.length - 1, tokens.length); n >= 0; n--) {
      const known = this.#followers.get(pack(tokens.slice(tokens.length - n)));
      if (known === undefined) continue;
      const weight = cacheWeights[n]!;
      for (let token = 0; token < p.length; token++) p[token]! *= 1 - weight;
      for (const [token, count] of known.counts) p[token]! += (weight * count) / known.total;
      break;
    }
    return p;
  }
}
