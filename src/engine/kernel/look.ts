/** What goes through all keys of a record at each look at the memory, by the kernel's arithmetic in a memory of its own. */
import type { Model } from '../model.ts';
import type { KernelBinary } from './binary.ts';
import { instantiate, type Kernel } from './instance.ts';

/** Keys and values at some tokens, [heads][tokens]; the heads of all layers count. */
export interface Keys {
  /** Tokens. */
  readonly length: number;
  /** phi of the keys, those of its features that are not zero: place and value. Those of key k end at `ends[k]`. */
  readonly at: Uint16Array;
  readonly value: Float32Array;
  readonly ends: Uint32Array;
  /** [heads][tokens][headDim] */
  readonly v: Float32Array;
  readonly beta: Float32Array;
}

/** The parts of a record are given in their order, and what is answered of each key comes part by part, [heads][tokens]. */
export interface Look {
  /**
   * With r = W phi(k): <r, v> and |r|^2.
   *
   * @param W [heads][d_dot][headDim]
   */
  back(W: Float32Array, parts: readonly Keys[]): { readonly along: Float32Array; readonly squares: Float32Array }[];
  /**
   * From the token `until` - 1 back to the first: a = beta <phi(k), r>, r -= a phi(k).
   *
   * @param r [heads][d_dot], changed
   * @returns a, 0 from `until` on, and the sum of all a v, [heads][headDim]
   */
  weigh(r: Float32Array, parts: readonly Keys[], until: number): { weights: Float32Array[]; read: Float32Array };
  /** <o, v>, with o [heads][headDim]. */
  along(o: Float32Array, parts: readonly Keys[]): Float32Array[];
}

/** Undefined where it does not fit the model, or can not be had. */
export async function startLook(model: Model, binary: KernelBinary | undefined): Promise<Look | undefined> {
  const { layers, heads, headDim, nu } = model.config;
  // The kernel's loops take 32 numbers of a head at a time.
  if (binary === undefined || headDim % 32 !== 0) return undefined;
  const memory = new WebAssembly.Memory({ initial: 1 });
  // A look at the memory is slower without it, and no worse.
  const kernel = await instantiate(binary, 'simd', memory).catch(() => undefined);
  return kernel && new KernelLook(kernel, memory, layers * heads, headDim, 2 * headDim * nu);
}

/** Starts a look when somebody looks, and lets go of it, with all that lies in its memory, when nobody does any more. */
export class Looking {
  readonly #start: () => Promise<Look | undefined>;
  #look: Promise<Look | undefined> | undefined;

  constructor(start: () => Promise<Look | undefined>) {
    this.#start = start;
  }

  now(): Promise<Look | undefined> {
    return (this.#look ??= this.#start());
  }

  end(): void {
    this.#look = undefined;
  }
}

/** Where a part lies: addresses. */
interface Place {
  readonly keys: Keys;
  readonly ends: number;
  readonly v: number;
  readonly beta: number;
  readonly value: number;
  readonly at: number;
  /** Room for two numbers of each key. */
  readonly out: number;
  readonly end: number;
}

const page = 65536;

class KernelLook implements Look {
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #heads: number;
  readonly #headDim: number;
  readonly #dots: number;
  /** What lies there from the last look stays, as far as it is the same. */
  readonly #places: Place[] = [];

  constructor(kernel: Kernel, memory: WebAssembly.Memory, heads: number, headDim: number, dots: number) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#heads = heads;
    this.#headDim = headDim;
    this.#dots = dots;
  }

  back(W: Float32Array, parts: readonly Keys[]) {
    const [heads, headDim, dots] = [this.#heads, this.#headDim, this.#dots];
    const places = this.#place(parts);
    this.#floats(0, W.length).set(W);
    return places.map(({ keys: { length }, at, value, ends, v, out }) => {
      this.#kernel.back(0, dots * headDim, at, value, ends, v, heads, length, headDim, out);
      const squares = out + 4 * heads * length;
      return {
        along: this.#floats(out, heads * length).slice(),
        squares: this.#floats(squares, heads * length).slice(),
      };
    });
  }

  weigh(r: Float32Array, parts: readonly Keys[], until: number) {
    const [heads, headDim, dots] = [this.#heads, this.#headDim, this.#dots];
    const places = this.#place(parts);
    const sum = 4 * r.length;
    this.#floats(0, r.length).set(r);
    this.#floats(sum, heads * headDim).fill(0);
    const weights: Float32Array[] = [];
    let first = parts.reduce((all, { length }) => all + length, 0);
    for (const { keys, at, value, ends, beta, v, out } of places.toReversed()) {
      const { length } = keys;
      first -= length;
      const count = Math.max(0, Math.min(length, until - first));
      this.#kernel.weigh(at, value, ends, beta, v, heads, length, count, headDim, 0, dots, sum, out);
      weights.unshift(this.#floats(out, heads * length).slice());
    }
    r.set(this.#floats(0, r.length));
    return { weights, read: this.#floats(sum, heads * headDim).slice() };
  }

  along(o: Float32Array, parts: readonly Keys[]): Float32Array[] {
    const places = this.#place(parts);
    this.#floats(0, o.length).set(o);
    return places.map(({ keys: { length }, v, out }) => {
      this.#kernel.along(v, this.#heads, length, this.#headDim, 0, out);
      return this.#floats(out, this.#heads * length).slice();
    });
  }

  #floats(at: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, count);
  }

  /** Sees to it that these parts lie there, after room for one W. */
  #place(parts: readonly Keys[]): readonly Place[] {
    const places = this.#places;
    const same = parts.findIndex((keys, i) => places[i]?.keys !== keys);
    if (same >= 0 || places.length > parts.length) places.length = same < 0 ? parts.length : same;
    for (const keys of parts.slice(places.length)) {
      const place = placeAt(places.at(-1)?.end ?? 4 * this.#heads * this.#headDim * this.#dots, keys);
      const missing = place.end - this.#memory.buffer.byteLength;
      if (missing > 0) this.#memory.grow(Math.ceil(missing / page));
      const { buffer } = this.#memory;
      new Uint32Array(buffer).set(keys.ends, place.ends / 4);
      new Float32Array(buffer).set(keys.v, place.v / 4);
      new Float32Array(buffer).set(keys.beta, place.beta / 4);
      new Float32Array(buffer).set(keys.value, place.value / 4);
      new Uint16Array(buffer).set(keys.at, place.at / 2);
      places.push(place);
    }
    return places;
  }
}

function placeAt(first: number, keys: Keys): Place {
  let end = first;
  const reserve = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const { ends, v, beta, value, at } = keys;
  const own = {
    ends: reserve(ends.byteLength),
    v: reserve(v.byteLength),
    beta: reserve(beta.byteLength),
    value: reserve(value.byteLength),
    at: reserve(at.byteLength),
    out: reserve(8 * ends.length),
  };
  return { keys, ...own, end };
}
