/** Numbers of the view "Still remembered?": pure, from those of each head to those that are shown. */
import type { Filter } from './filter.ts';
import { headsOf } from './shares.ts';
import type { ListedSymbol, RecallAnswer } from '../../src/protocol/recall.ts';

/** How well each token is recalled by the chosen heads together, each weighted by how strongly it wrote. */
export function recallOf({ layers, heads, list, beta, recall }: RecallAnswer, filter: Filter): Float32Array {
  const tokens = list.chosen;
  const mean = new Float32Array(list.texts.length);
  const weight = new Float32Array(tokens);
  for (const at of headsOf(layers, heads, filter)) {
    for (let token = 0; token < tokens; token++) {
      weight[token]! += beta[at * tokens + token]!;
      mean[token]! += beta[at * tokens + token]! * recall[at * tokens + token]!;
    }
  }
  for (let token = 0; token < tokens; token++) mean[token]! /= weight[token]! || 1;
  return mean;
}

/** The mean over the tokens of its name; undefined where none of them was read. */
export function symbolRecall({ from, to }: ListedSymbol, recall: Float32Array): number | undefined {
  if (from === to) return undefined;
  let sum = 0;
  for (let token = from; token < to; token++) sum += recall[token]!;
  return sum / (to - from);
}

export interface CurvePoint {
  /** Tokens read since the last of those that it is about. */
  readonly since: number;
  readonly recall: number;
}

/** The same mean, on the way from when they were written to now. */
export function curveOf({ layers, heads, list, beta, curve }: RecallAnswer, filter: Filter): CurvePoint[] {
  if (curve === undefined) return [];
  const { from, to, at, recall } = curve;
  const chosen = headsOf(layers, heads, filter);
  return Array.from(at, (token, point) => {
    let sum = 0;
    for (let of = from; of < to; of++) {
      let [own, weight] = [0, 0];
      for (const head of chosen) {
        const strength = beta[head * list.chosen + of]!;
        own += strength * recall[(head * (to - from) + of - from) * at.length + point]!;
        weight += strength;
      }
      sum += own / (weight || 1);
    }
    return { since: token - to + 1, recall: sum / (to - from) };
  });
}
