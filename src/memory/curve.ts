/**
 * How well some tokens were recalled from when they were written to now. What the memory gives for a key goes on with each
 * write, as the memory does:
 *
 *     W_s phi(k) = W_(s-1) phi(k) + beta_s (v_s - vbar_s) <phi(k_s), phi(k)>
 */
import type { Curve } from '../protocol/recall.ts';
import type { Given, Shape } from './given.ts';
import { readBack, type Replayed } from './replay.ts';

/** Points of a curve: more than a panel has pixels for. */
export const mostPoints = 200;

/** A token of a record, in one of its parts. */
interface Token {
  readonly part: Given;
  readonly token: number;
}

/**
 * @param replayed all parts of a record
 * @param span the tokens whose curve is wanted, from the first to the one after the last
 */
export function curveOf(shape: Shape, replayed: readonly Replayed[], [from, to]: readonly [number, number]): Curve {
  const heads = shape.layers * shape.heads;
  const ends: number[] = [];
  for (const { given } of replayed) ends.push((ends.at(-1) ?? 0) + given.length);
  const until = ends.at(-1) ?? 0;
  if (from < 0 || from >= to || to > until) throw new RangeError('There is no curve of tokens that were not read.');
  const at = pointsOf(to - 1, until - 1);
  const recall = new Float32Array(heads * (to - from) * at.length);
  for (let of = from; of < to; of++) {
    const own = ends.findIndex((end) => of < end);
    const token = { part: replayed[own]!.given, token: of - (ends[own - 1] ?? 0) };
    let part = -1;
    let steps: Float32Array = new Float32Array();
    for (const [point, last] of at.entries()) {
      const next = ends.findIndex((end) => last < end);
      if (next !== part) steps = stepsOf(shape, replayed[(part = next)]!, token);
      const { length } = replayed[part]!.given;
      const step = last - (ends[part - 1] ?? 0);
      for (let head = 0; head < heads; head++) {
        recall[(head * (to - from) + of - from) * at.length + point] = steps[head * length + step]!;
      }
    }
  }
  return { from, to, at, recall };
}

/** All tokens between two, or so many of them, evenly. */
function pointsOf(first: number, last: number): Int32Array {
  const steps = last - first;
  const points = Math.min(mostPoints, steps + 1);
  return Int32Array.from({ length: points }, (_, i) => first + Math.round((i * steps) / Math.max(1, points - 1)));
}

const known = new WeakMap<Replayed, WeakMap<Given, Map<number, Float32Array>>>();

/** How well a token is recalled after each token of a part, [layers][heads][tokens]; what was worked out once is kept. */
function stepsOf(shape: Shape, part: Replayed, of: Token): Float32Array {
  let parts = known.get(part);
  if (parts === undefined) known.set(part, (parts = new WeakMap()));
  let tokens = parts.get(of.part);
  if (tokens === undefined) parts.set(of.part, (tokens = new Map<number, Float32Array>()));
  let steps = tokens.get(of.token);
  if (steps === undefined) tokens.set(of.token, (steps = compute(shape, part, of)));
  return steps;
}

function compute({ layers, heads, headDim, nu }: Shape, { given, change, before }: Replayed, of: Token): Float32Array {
  const { length, at, value, ends } = given;
  const steps = new Float32Array(layers * heads * length);
  const phi = new Float64Array(2 * headDim * nu);
  const r = new Float64Array(headDim);
  for (let head = 0; head < layers * heads; head++) {
    const own = head * of.part.length + of.token;
    const [first, last] = [own === 0 ? 0 : of.part.ends[own - 1]!, of.part.ends[own]!];
    readBack(before, head * phi.length * headDim, of.part, first, last, r);
    phi.fill(0);
    for (let i = first; i < last; i++) phi[of.part.at[i]!] = of.part.value[i]!;
    const v = of.part.v.subarray(own * headDim, (own + 1) * headDim);
    for (let key = head * length; key < (head + 1) * length; key++) {
      let overlap = 0;
      for (let i = key === 0 ? 0 : ends[key - 1]!; i < ends[key]!; i++) overlap += value[i]! * phi[at[i]!]!;
      let [along, size] = [0, 0];
      for (let row = 0; row < headDim; row++) {
        const given = r[row]! + overlap * change[key * headDim + row]!;
        r[row] = given;
        along += given * v[row]!;
        size += given * given;
      }
      steps[key] = cosine(along, size, of.part.whole[own]!);
    }
  }
  return steps;
}

/** Of two vectors, by their product and their squared lengths; 0 where one of them is nothing. */
export function cosine(along: number, size: number, whole: number): number {
  return size === 0 || whole === 0 ? 0 : along / Math.sqrt(size * whole);
}
