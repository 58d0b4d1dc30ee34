/** What the panel is told of keys that are alike though their tokens are not: in the view "Capacity". */
import { isFloats, isInts } from './checks.ts';
import type { Traced } from './trace.ts';

/** Pairs of each head, and those that are shown of all. */
export const mostPairs = 10;

/** The strong writes of each head whose keys overlap most, those that overlap most first. */
export interface CollisionsAnswer extends Traced {
  /** [layers][heads][mostPairs][2]: tokens of the list, the earlier first; -1 where there is no such pair. */
  readonly pairs: Int32Array;
  /** [layers][heads][mostPairs][3]: the cosine of their keys' features, and how strongly each was written. */
  readonly figures: Float32Array;
}

export interface CollisionsMessage extends CollisionsAnswer {
  readonly type: 'collisions';
}

export function parseCollisions(
  { pairs, figures }: Readonly<Record<string, unknown>>,
  traced: Traced,
): CollisionsMessage | undefined {
  const count = traced.layers * traced.heads * mostPairs;
  if (!isInts(pairs, -1, traced.list.chosen) || pairs.length !== 2 * count || !isFloats(figures, 3 * count))
    return undefined;
  return { type: 'collisions', ...traced, pairs, figures };
}
