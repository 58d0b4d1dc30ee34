import { featureNames, features, type Mixture } from '../../../engine/pointer/mixture.ts';
import type { Followed } from '../../../memory/session.ts';

/** A weak prior (variance 100 on each weight) keeps the answer finite. */
const PRECISION = 0.01;

/**
 * The weights that make the followed tokens likeliest under the mixture, by expectation maximisation: the share in
 * which a token was copied is what a logistic regression of its features aims at; of that one Newton step a round,
 * halved while it loses likelihood.
 */
export function fitMixture(followed: readonly Followed[], spread: number): Mixture {
  const cases = followed.map(({ evidence, model, copied }) => ({ features: features(evidence), model, copied }));
  let weights = featureNames.map(() => 0);
  let best = likelihood(cases, weights);
  for (let round = 0; round < 500; round++) {
    const step = newton(cases, weights);
    let next = weights;
    let value = -Infinity;
    for (let size = 1; size > 1e-4 && !(value > best); size /= 2) {
      next = weights.map((weight, i) => weight + size * step[i]!);
      value = likelihood(cases, next);
    }
    if (!(value > best + 1e-6)) break;
    [weights, best] = [next, value];
  }
  return { spread, weights };
}

interface Case {
  readonly features: readonly number[];
  readonly model: number;
  readonly copied: number;
}

/** Nats of a token on average, where something was there to copy. */
export function meanNats(followed: readonly Followed[], { weights }: Mixture): number {
  const cases = followed.map(({ evidence, model, copied }) => ({ features: features(evidence), model, copied }));
  return cases.reduce((sum, one) => sum - logprob(one, weights), 0) / cases.length;
}

function share({ features }: Case, weights: readonly number[]): number {
  return 1 / (1 + Math.exp(-features.reduce((sum, feature, i) => sum + feature * weights[i]!, 0)));
}

function logprob(one: Case, weights: readonly number[]): number {
  const w = share(one, weights);
  return Math.log((1 - w) * one.model + w * one.copied + 1e-12);
}

function likelihood(cases: readonly Case[], weights: readonly number[]): number {
  const prior = weights.reduce((sum, weight) => sum - (PRECISION * weight * weight) / 2, 0);
  return cases.reduce((sum, one) => sum + logprob(one, weights), prior);
}

function newton(cases: readonly Case[], weights: readonly number[]): number[] {
  const size = weights.length;
  const rows = weights.map((weight, i) => {
    const row = Array<number>(size + 1).fill(0);
    row[i] = PRECISION;
    row[size] = -PRECISION * weight;
    return row;
  });
  for (const one of cases) {
    const w = share(one, weights);
    const copied = (w * one.copied) / ((1 - w) * one.model + w * one.copied + 1e-12);
    for (let i = 0; i < size; i++) {
      const row = rows[i]!;
      row[size]! += (copied - w) * one.features[i]!;
      for (let j = 0; j < size; j++) row[j]! += w * (1 - w) * one.features[i]! * one.features[j]!;
    }
  }
  return solve(rows);
}

/** Gauss and Jordan, with the largest pivot; the last column is the right side. The matrix is positive definite. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let j = i + 1; j < size; j++) if (Math.abs(rows[j]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = j;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    const row = rows[i]!;
    const scale = row[i]!;
    for (let k = i; k <= size; k++) row[k]! /= scale;
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const other = rows[j]!;
      const factor = other[i]!;
      for (let k = i; k <= size; k++) other[k]! -= factor * row[k]!;
    }
  }
  return rows.map((row) => row[size]!);
}
