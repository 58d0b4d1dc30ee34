import { random } from './random.ts';

/** A mean with its 95% interval; of one group alone there is none, and its ends are NaN (null in JSON). */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** Wilson's 95% interval of a share, which stays honest at 0 and at 1. */
export function wilson(successes: number, trials: number): Figure {
  const share = successes / trials;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials);
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Mean of all values with a percentile bootstrap interval that draws whole groups: lines of one file succeed and fail
 * together, and an interval that took them as independent would be too narrow.
 */
export function bootstrap(groups: readonly (readonly number[])[], seed: number, rounds = 2000): Figure {
  const sums = groups.map((group) => group.reduce((sum, x) => sum + x, 0));
  return ratio(
    sums,
    groups.map((group) => group.length),
    seed,
    rounds,
  );
}

/** Ratio of two sums over groups (bits over bytes, say) with a percentile bootstrap interval that draws groups. */
export function ratio(above: readonly number[], below: readonly number[], seed: number, rounds = 2000): Figure {
  return resampled(
    above.length,
    (drawn) => {
      let over = 0;
      let under = 0;
      for (const i of drawn) {
        over += above[i]!;
        under += below[i]!;
      }
      return over / under;
    },
    seed,
    rounds,
  );
}

/** Any figure of groups, given by their numbers, with a percentile bootstrap interval that draws groups. */
export function resampled(
  groups: number,
  figure: (drawn: Iterable<number>) => number,
  seed: number,
  rounds = 2000,
): Figure {
  const all = Array.from({ length: groups }, (_, i) => i);
  const value = figure(all);
  if (groups < 2) return { value, low: NaN, high: NaN };
  const next = random(seed);
  const values = Float64Array.from({ length: rounds }, () => figure(all.map(() => Math.floor(next() * groups)))).sort();
  return {
    value,
    low: values[Math.floor(0.025 * (rounds - 1))]!,
    high: values[Math.ceil(0.975 * (rounds - 1))]!,
  };
}
