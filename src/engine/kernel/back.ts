/** What a memory gives back for keys that were written, by the kernel's arithmetic in a memory of its own. */
import type { Model } from '../model.ts';
import type { KernelBinary } from './binary.ts';
import { instantiate } from './instance.ts';
import { fits } from './layout.ts';

/** Keys and values of all heads at some tokens, [heads][tokens]; the heads of all layers count. */
export interface Keys {
  /** Tokens. */
  readonly length: number;
  /** phi of the keys, those of its features that are not zero: place and value. Those of key k end at `ends[k]`. */
  readonly at: Uint16Array;
  readonly value: Float32Array;
  readonly ends: Uint32Array;
  /** [heads][tokens][headDim] */
  readonly v: Float32Array;
}

/**
 * With r = W phi(k): <r, v> and |r|^2 of each key, [heads][tokens][2].
 *
 * @param W [heads][d_dot][headDim]; never changed afterwards
 */
export type Back = (headDim: number, W: Float32Array, keys: Keys) => Float32Array;

const page = 65536;

/** Undefined where it does not fit the model, or can not be had. */
export async function startBack(model: Model, binary: KernelBinary | undefined): Promise<Back | undefined> {
  // A look at the memory is slower without it, and no worse.
  return binary && fits(model) ? kernelBack(binary).catch(() => undefined) : undefined;
}

async function kernelBack(binary: KernelBinary): Promise<Back> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernel = await instantiate(binary, 'simd', memory);
  let held: Float32Array | undefined;
  return (headDim, W, { length, at, value, ends, v }) => {
    const heads = ends.length / length;
    // W comes first, so that it stays where it is from one part to the next; `at` last, whose numbers are shorter.
    const [endsAt, vAt] = [W.length, W.length + ends.length];
    const valueAt = vAt + v.length;
    const outAt = valueAt + value.length;
    const atAt = outAt + 2 * ends.length;
    const missing = 4 * atAt + at.byteLength - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / page));
    const numbers = new Float32Array(memory.buffer);
    if (held !== W) numbers.set(W);
    held = W;
    new Uint32Array(memory.buffer).set(ends, endsAt);
    numbers.set(v, vAt);
    numbers.set(value, valueAt);
    new Uint16Array(memory.buffer).set(at, 2 * atAt);
    const places = [4 * atAt, 4 * valueAt, 4 * endsAt, 4 * vAt] as const;
    kernel.back(0, W.length / heads, ...places, heads, length, headDim, 4 * outAt);
    return numbers.slice(outAt, atAt);
  };
}
