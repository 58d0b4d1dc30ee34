/**
 * What each token wrote: how strongly (beta), how new that was to the memory, and how much of it is left. With
 * vbar = W_(t-1) phi(k), what the key gave before, surprise is |v - vbar| / |v|: 0 where the memory held just that
 * already, 1 where it held nothing, more where it held something else. Held is <W phi(k), v> / |v|^2 with the W after
 * the last token: 1 where the value comes back whole, 0 where nothing of it does.
 */
import type { ModelConfig } from '../engine/backend.ts';
import { roomForFeatures, setFeatures, type Features } from './features.ts';
import { lengthOfParts, type Part } from './reads.ts';

/** Each [layers][heads][tokens]; 0 where the value is 0. */
export interface Writes {
  readonly beta: Float32Array;
  readonly surprise: Float32Array;
  readonly held: Float32Array;
}

type Shape = Pick<ModelConfig, 'layers' | 'heads' | 'headDim' | 'nu'>;

/**
 * @param parts of the record, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 */
export function writesOf(shape: Shape, parts: readonly Part[], start: Float32Array): Writes {
  const { layers, heads } = shape;
  const tokens = lengthOfParts(parts);
  const empty = () => new Float32Array(layers * heads * tokens);
  const writes = { beta: empty(), surprise: empty(), held: empty() };
  for (let at = 0; at < layers * heads; at++) {
    writeHead(shape, parts, start, { layer: Math.floor(at / heads), head: at % heads }, writes, at * tokens);
  }
  return writes;
}

function writeHead(
  { heads, headDim, nu }: Shape,
  parts: readonly Part[],
  start: Float32Array,
  { layer, head }: { readonly layer: number; readonly head: number },
  { beta, surprise, held }: Writes,
  first: number,
): void {
  const dots = 2 * headDim * nu;
  const size = headDim * dots;
  const W = start.slice((layer * heads + head) * size, (layer * heads + head + 1) * size);
  const phi = roomForFeatures(headDim, nu);
  const missing = new Float32Array(headDim);
  /** Where a part's token has its key; its value comes `heads * headDim` later. */
  const key = ({ length }: Part, token: number): number =>
    ((layer * length + token) * 3 + 1) * heads * headDim + head * headDim;

  let at = first;
  for (const part of parts) {
    for (let token = 0; token < part.length; token++, at++) {
      setFeatures(part.qkv, key(part, token), headDim, nu, phi);
      const value = key(part, token) + heads * headDim;
      const strength = part.beta[(layer * part.length + token) * heads + head]!;
      let [lacking, whole] = [0, 0];
      for (let row = 0; row < headDim; row++) {
        const v = part.qkv[value + row]!;
        missing[row] = v - recall(W, row * dots, phi);
        lacking += missing[row]! ** 2;
        whole += v * v;
      }
      for (let row = 0; row < headDim; row++) {
        const write = strength * missing[row]!;
        for (let i = 0; i < phi.count; i++) W[row * dots + phi.at[i]!]! += write * phi.value[i]!;
      }
      beta[at] = strength;
      surprise[at] = whole === 0 ? 0 : Math.sqrt(lacking / whole);
    }
  }

  at = first;
  for (const part of parts) {
    for (let token = 0; token < part.length; token++, at++) {
      setFeatures(part.qkv, key(part, token), headDim, nu, phi);
      const value = key(part, token) + heads * headDim;
      let [back, whole] = [0, 0];
      for (let row = 0; row < headDim; row++) {
        const v = part.qkv[value + row]!;
        back += v * recall(W, row * dots, phi);
        whole += v * v;
      }
      held[at] = whole === 0 ? 0 : back / whole;
    }
  }
}

/** One row of W times phi. */
function recall(W: Float32Array, row: number, { at, value, count }: Features): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += W[row + at[i]!]! * value[i]!;
  return sum;
}
