/**
 * How well what a token wrote still comes back. After the token t wrote its value v under its key k, the memory gives for
 * that key, once the token s has been read,
 *
 *     r = W_s phi(k),     recall = <r, v> / (|r| |v|)
 *
 * the cosine, since the model normalises what each head reads: only its direction counts. 1 where it points to the value,
 * 0 where it has nothing of it any more, below zero where it points away from it.
 */
import type { Curve } from '../protocol/recall.ts';
import { lengthOfParts, type Part } from './reads.ts';
import { Replay, tokensOf, type Shape, type Token } from './replay.ts';

/** Points of a curve: more than a panel has pixels for. */
export const mostPoints = 200;

export interface Recall {
  /** How strongly each token wrote, and how well that is recalled after the last, [layers][heads][tokens]. */
  readonly beta: Float32Array;
  readonly recall: Float32Array;
  readonly curve: Curve | undefined;
}

interface Asked {
  /** Tokens of the record that are read; those after them were not part of the memory yet. */
  readonly until: number;
  /** The tokens whose curve is wanted, from the first to the one after the last. */
  readonly of?: readonly [from: number, to: number] | undefined;
}

/**
 * @param parts of the record, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param breathe between two heads; false once nobody wants to know any more, and then there is no answer
 */
export async function recallOf(
  shape: Shape,
  parts: readonly Part[],
  start: Float32Array,
  { until, of }: Asked,
  breathe: () => Promise<boolean>,
): Promise<Recall | undefined> {
  if (until < 0 || until > lengthOfParts(parts)) throw new RangeError('These tokens are not in the record.');
  const heads = shape.layers * shape.heads;
  const beta = new Float32Array(heads * until);
  const recall = new Float32Array(heads * until);
  const curve = of && emptyCurve(of, until, heads);
  const tokens = tokensOf(parts, until);
  for (let at = 0; at < heads; at++) {
    if (!(await breathe())) return undefined;
    const own = (values: Float32Array): Float32Array =>
      values.subarray((at * values.length) / heads, ((at + 1) * values.length) / heads);
    const memory = new Replay(shape, start, at);
    recallHead(memory, tokens, own(beta), curve && { ...curve, recall: own(curve.recall) });
    const last = own(recall);
    for (const [i, { part, token }] of tokens.entries()) last[i] = cosine(memory, part, token);
  }
  return { beta, recall, curve };
}

/** Writes all tokens and looks back on the way. */
function recallHead(memory: Replay, tokens: readonly Token[], beta: Float32Array, curve: Curve | undefined): void {
  let point = 0;
  for (const [i, { part, token }] of tokens.entries()) {
    memory.write(part, token);
    beta[i] = memory.beta(part, token);
    if (i !== curve?.at[point]) continue;
    for (let of = curve.from; of < curve.to; of++) {
      curve.recall[(of - curve.from) * curve.at.length + point] = cosine(memory, tokens[of]!.part, tokens[of]!.token);
    }
    point += 1;
  }
}

function cosine(memory: Replay, part: Part, token: number): number {
  const { along, given, whole } = memory.back(part, token);
  return given === 0 || whole === 0 ? 0 : along / Math.sqrt(given * whole);
}

/** At every token from the last one asked of to now, or at so many of them, evenly. */
function emptyCurve([from, to]: readonly [number, number], until: number, heads: number): Curve {
  if (from < 0 || from >= to || to > until) throw new RangeError('There is no curve of tokens that were not read.');
  const steps = until - to;
  const points = Math.min(mostPoints, steps + 1);
  const at = Int32Array.from({ length: points }, (_, i) => to - 1 + Math.round((i * steps) / Math.max(1, points - 1)));
  return { from, to, at, recall: new Float32Array(heads * (to - from) * points) };
}
