import { ratio, resampled, type Figure } from '../interval.ts';
import type { Text } from '../texts.ts';
import type { Typed } from './typist.ts';

/** What happened at a place of a file. */
export type TypedIn = Typed & { readonly file: Text };

export interface Replayed {
  /** Percent of the characters that were written by accepting suggestions. */
  readonly completed: Figure;
  /** Percent of the suggestions shown that were right; null where none was shown. */
  readonly rightOfShown: Figure | null;
  readonly characters: number;
  readonly shown: number;
}

/** Intervals are bootstraps over packages. */
export function summary(results: readonly TypedIn[], seed: number): Replayed {
  const packages = [...Map.groupBy(results, ({ file }) => file.package).values()];
  const sum = (of: (one: Typed) => number, from = packages): number[] =>
    from.map((own) => own.reduce((total, one) => total + of(one), 0));
  const talking = packages.filter((own) => own.some((one) => one.shown > 0));
  const characters = sum(({ typed, completed }) => typed + completed);
  const shown = sum((one) => one.shown);
  const total = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  return {
    completed: ratio(
      sum(({ completed }) => 100 * completed),
      characters,
      seed,
    ),
    rightOfShown:
      talking.length === 0
        ? null
        : ratio(
            sum(({ right }) => 100 * right, talking),
            sum((one) => one.shown, talking),
            seed,
          ),
    characters: total(characters),
    shown: total(shown),
  };
}

/**
 * How many times as much of the same places one system completes as another: a ratio of shares. Infinite where the other
 * completes nothing.
 */
export function lead(results: readonly TypedIn[], over: readonly TypedIn[], seed: number): Figure {
  const names = [...new Set(results.map(({ file }) => file.package))];
  const sums = (of: readonly TypedIn[]): { completed: number; all: number }[] => {
    const packages = Map.groupBy(of, ({ file }) => file.package);
    return names.map((name) => {
      const own = packages.get(name) ?? [];
      return {
        completed: own.reduce((sum, one) => sum + one.completed, 0),
        all: own.reduce((sum, one) => sum + one.completed + one.typed, 0),
      };
    });
  };
  const [first, second] = [sums(results), sums(over)];
  return resampled(
    names.length,
    (drawn) => {
      const total = { first: 0, firstOf: 0, second: 0, secondOf: 0 };
      for (const i of drawn) {
        total.first += first[i]!.completed;
        total.firstOf += first[i]!.all;
        total.second += second[i]!.completed;
        total.secondOf += second[i]!.all;
      }
      return total.first / total.firstOf / (total.second / total.secondOf);
    },
    seed,
  );
}
