/**
 * One head's memory, written anew token by token: vbar = W phi(k), W += beta (v - vbar) phi(k)^T (eq. 20-25). For those who
 * want to know what it held at any token of a record.
 */
import type { ModelConfig } from '../engine/backend.ts';
import { roomForFeatures, setFeatures, type Features } from './features.ts';
import type { Part } from './reads.ts';

export type Shape = Pick<ModelConfig, 'layers' | 'heads' | 'headDim' | 'nu'>;

/** A token of a record, by its place in one of its parts. */
export interface Token {
  readonly part: Part;
  readonly token: number;
}

/** The first tokens of a record. */
export function tokensOf(parts: readonly Part[], until: number): Token[] {
  const tokens = parts.flatMap((part) => Array.from({ length: part.length }, (_, token) => ({ part, token })));
  return tokens.slice(0, until);
}

/** What came of one write: squared lengths of v - vbar and of v. */
export interface Written {
  readonly lacking: number;
  readonly whole: number;
}

export class Replay {
  readonly #heads: number;
  readonly #headDim: number;
  readonly #nu: number;
  readonly #layer: number;
  readonly #head: number;
  /** [headDim][d_dot] */
  readonly #W: Float32Array;
  readonly #phi: Features;
  readonly #missing: Float32Array;

  /**
   * @param start W before the record, [layers][heads][headDim][d_dot]; it is copied
   * @param at the head's place in [layers][heads]
   */
  constructor({ heads, headDim, nu }: Shape, start: Float32Array, at: number) {
    this.#heads = heads;
    this.#headDim = headDim;
    this.#nu = nu;
    this.#layer = Math.floor(at / heads);
    this.#head = at % heads;
    const size = headDim * 2 * headDim * nu;
    this.#W = start.slice(at * size, (at + 1) * size);
    this.#phi = roomForFeatures(headDim, nu);
    this.#missing = new Float32Array(headDim);
  }

  /** How strongly a token wrote. */
  beta({ beta, length }: Part, token: number): number {
    return beta[(this.#layer * length + token) * this.#heads + this.#head]!;
  }

  /** phi of a token's key; the next call takes its place. */
  key(part: Part, token: number): Features {
    setFeatures(part.qkv, this.#keyAt(part, token), this.#headDim, this.#nu, this.#phi);
    return this.#phi;
  }

  write(part: Part, token: number): Written {
    const phi = this.key(part, token);
    const value = this.#valueAt(part, token);
    let [lacking, whole] = [0, 0];
    for (let row = 0; row < this.#headDim; row++) {
      const v = part.qkv[value + row]!;
      this.#missing[row] = v - this.#recall(row, phi);
      lacking += this.#missing[row]! ** 2;
      whole += v * v;
    }
    const strength = this.beta(part, token);
    const dots = this.#W.length / this.#headDim;
    for (let row = 0; row < this.#headDim; row++) {
      const write = strength * this.#missing[row]!;
      for (let i = 0; i < phi.count; i++) this.#W[row * dots + phi.at[i]!]! += write * phi.value[i]!;
    }
    return { lacking, whole };
  }

  /** What W gives now for a token's key, beside the token's value: <W phi(k), v>, and both squared lengths. */
  back(part: Part, token: number): { readonly along: number; readonly given: number; readonly whole: number } {
    const phi = this.key(part, token);
    const value = this.#valueAt(part, token);
    let [along, given, whole] = [0, 0, 0];
    for (let row = 0; row < this.#headDim; row++) {
      const v = part.qkv[value + row]!;
      const back = this.#recall(row, phi);
      along += v * back;
      given += back * back;
      whole += v * v;
    }
    return { along, given, whole };
  }

  /** One row of W times phi. */
  #recall(row: number, { at, value, count }: Features): number {
    const start = row * (this.#W.length / this.#headDim);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += this.#W[start + at[i]!]! * value[i]!;
    return sum;
  }

  #keyAt({ length }: Part, token: number): number {
    return ((this.#layer * length + token) * 3 + 1) * this.#heads * this.#headDim + this.#head * this.#headDim;
  }

  #valueAt(part: Part, token: number): number {
    return this.#keyAt(part, token) + this.#heads * this.#headDim;
  }
}
