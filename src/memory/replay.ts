/**
 * What the tokens of a record wrote, by the delta rule: vbar = W phi(k), W += beta (v - vbar) phi(k)^T (eq. 20-25). A part
 * is worked out once, from the memory that the part before it left, and kept as long as it: so a key costs its own tokens.
 */
import { givenOf, type Given, type Shape } from './given.ts';
import type { Part } from './reads.ts';

export interface Replayed {
  readonly given: Given;
  /** |v - vbar| / |v|, [layers][heads][tokens]; 0 where the value is 0. */
  readonly surprise: Float32Array;
  /** beta (v - vbar), what was added along phi(k), [layers][heads][tokens][headDim]. */
  readonly change: Float32Array;
  /** W before and after these tokens, [layers][heads][d_dot][headDim]: a feature's column lies in one piece. */
  readonly before: Float32Array;
  readonly after: Float32Array;
}

const known = new WeakMap<Part, Replayed>();

/**
 * @param parts of the record, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param breathe between two parts; false once nobody wants to know any more, and then there is no answer
 */
export async function replay(
  shape: Shape,
  parts: readonly Part[],
  start: Float32Array,
  breathe: () => Promise<boolean>,
): Promise<Replayed[] | undefined> {
  const replayed: Replayed[] = [];
  for (const part of parts) {
    let own = known.get(part);
    if (own === undefined) {
      if (!(await breathe())) return undefined;
      own = write(shape, givenOf(shape, part), replayed.at(-1)?.after ?? byFeature(shape, start));
      known.set(part, own);
    }
    replayed.push(own);
  }
  return replayed;
}

/** W with its columns as rows. */
export function byFeature({ layers, heads, headDim, nu }: Shape, W: Float32Array): Float32Array {
  const dots = 2 * headDim * nu;
  const turned = new Float32Array(W.length);
  for (let first = 0; first < layers * heads * headDim * dots; first += headDim * dots) {
    for (let row = 0; row < headDim; row++) {
      for (let i = 0; i < dots; i++) turned[first + i * headDim + row] = W[first + row * dots + i]!;
    }
  }
  return turned;
}

function write({ layers, heads, headDim, nu }: Shape, given: Given, before: Float32Array): Replayed {
  const { length, at, value, ends, v, whole, beta } = given;
  const keys = layers * heads * length;
  const [surprise, change, W] = [new Float32Array(keys), new Float32Array(keys * headDim), before.slice()];
  for (let key = 0, from = 0; key < keys; key++) {
    const to = ends[key]!;
    const head = Math.floor(key / length) * 2 * headDim * nu * headDim;
    const own = change.subarray(key * headDim, (key + 1) * headDim);
    readBack(W, head, given, from, to, own);
    let lacking = 0;
    for (let row = 0; row < headDim; row++) {
      const lack = v[key * headDim + row]! - own[row]!;
      own[row] = beta[key]! * lack;
      lacking += lack * lack;
    }
    surprise[key] = whole[key] === 0 ? 0 : Math.sqrt(lacking / whole[key]!);
    for (let i = from; i < to; i++) {
      const column = head + at[i]! * headDim;
      const factor = value[i]!;
      for (let row = 0; row < headDim; row++) W[column + row]! += factor * own[row]!;
    }
    from = to;
  }
  return { given, surprise, change, before, after: W };
}

/** Sets `out` to W phi, by the features `from` .. `to`. */
export function readBack(
  W: Float32Array,
  head: number,
  { at, value }: Pick<Given, 'at' | 'value'>,
  from: number,
  to: number,
  out: Float32Array | Float64Array,
): void {
  const headDim = out.length;
  out.fill(0);
  for (let i = from; i < to; i++) {
    const column = head + at[i]! * headDim;
    const factor = value[i]!;
    for (let row = 0; row < headDim; row++) out[row]! += W[column + row]! * factor;
  }
}
