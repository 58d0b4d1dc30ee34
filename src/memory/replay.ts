/**
 * One head's memory, written anew token by token: vbar = W phi(k), W += beta (v - vbar) phi(k)^T (eq. 20-25). For those who
 * want to know what it held at any token of a record.
 */
import type { ModelConfig } from '../engine/backend.ts';
import { roomForFeatures, type Features } from './features.ts';
import { keysOf } from './keys.ts';
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
  readonly #shape: Shape;
  readonly #heads: number;
  readonly #headDim: number;
  readonly #layer: number;
  readonly #head: number;
  /** [d_dot][headDim]: a feature's column lies in one piece. */
  readonly #W: Float32Array;
  readonly #phi: Features;
  readonly #back: Float64Array;

  /**
   * @param start W before the record, [layers][heads][headDim][d_dot]; it is copied
   * @param at the head's place in [layers][heads]
   */
  constructor(shape: Shape, start: Float32Array, at: number) {
    const { heads, headDim, nu } = shape;
    this.#shape = shape;
    this.#heads = heads;
    this.#headDim = headDim;
    this.#layer = Math.floor(at / heads);
    this.#head = at % heads;
    const dots = 2 * headDim * nu;
    const first = at * headDim * dots;
    this.#W = new Float32Array(headDim * dots);
    for (let i = 0; i < this.#W.length; i++) {
      this.#W[i] = start[first + (i % headDim) * dots + Math.floor(i / headDim)]!;
    }
    this.#phi = roomForFeatures(headDim, nu);
    this.#back = new Float64Array(headDim);
  }

  /** How strongly a token wrote. */
  beta({ beta, length }: Part, token: number): number {
    return beta[(this.#layer * length + token) * this.#heads + this.#head]!;
  }

  /** phi of a token's key; the next call takes its place. */
  key(part: Part, token: number): Features {
    const keys = keysOf(this.#shape, part);
    const phi = this.#phi;
    const key = (this.#layer * this.#heads + this.#head) * part.length + token;
    const first = key * phi.at.length;
    phi.count = keys.count[key]!;
    for (let i = 0; i < phi.count; i++) {
      phi.at[i] = keys.at[first + i]!;
      phi.value[i] = keys.value[first + i]!;
    }
    return phi;
  }

  write(part: Part, token: number): Written {
    const phi = this.key(part, token);
    const value = this.#valueAt(part, token);
    const headDim = this.#headDim;
    const W = this.#W;
    // What W gives, and then what it lacks.
    const missing = this.#recall(phi);
    let [lacking, whole] = [0, 0];
    for (let row = 0; row < headDim; row++) {
      const v = part.qkv[value + row]!;
      const lack = v - missing[row]!;
      missing[row] = lack;
      lacking += lack * lack;
      whole += v * v;
    }
    const strength = this.beta(part, token);
    for (let i = 0; i < phi.count; i++) {
      const first = phi.at[i]! * headDim;
      const factor = strength * phi.value[i]!;
      for (let row = 0; row < headDim; row++) W[first + row]! += factor * missing[row]!;
    }
    return { lacking, whole };
  }

  /** What W gives now for a token's key, beside the token's value: <W phi(k), v>, and both squared lengths. */
  back(part: Part, token: number): { readonly along: number; readonly given: number; readonly whole: number } {
    const back = this.#recall(this.key(part, token));
    const value = this.#valueAt(part, token);
    let [along, given, whole] = [0, 0, 0];
    for (let row = 0; row < this.#headDim; row++) {
      const v = part.qkv[value + row]!;
      const own = back[row]!;
      along += v * own;
      given += own * own;
      whole += v * v;
    }
    return { along, given, whole };
  }

  /** W times phi; the next call takes its place. */
  #recall({ at, value, count }: Features): Float64Array {
    const headDim = this.#headDim;
    const W = this.#W;
    const back = this.#back.fill(0);
    for (let i = 0; i < count; i++) {
      const first = at[i]! * headDim;
      const factor = value[i]!;
      for (let row = 0; row < headDim; row++) back[row]! += W[first + row]! * factor;
    }
    return back;
  }

  #valueAt({ length }: Part, token: number): number {
    return ((this.#layer * length + token) * 3 + 2) * this.#heads * this.#headDim + this.#head * this.#headDim;
  }
}
