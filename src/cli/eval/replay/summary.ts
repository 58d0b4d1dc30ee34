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
  /** Percent of the keys that were saved: the characters completed, but one for each suggestion accepted. */
  readonly saved: Figure;
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
    saved: ratio(
      sum(({ completed, right }) => 100 * (completed - right)),
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
 * How many times as much of the same places one system completes as another at that of its thresholds at which it
 * completes most: a ratio of shares. Infinite where the other completes nothing.
 */
export function lead(results: readonly TypedIn[], over: ReadonlyMap<number, readonly TypedIn[]>, seed: number): Figure {
  const names = namesOf(results);
  const all = [...names.keys()];
  const [first, ...others] = [results, ...over.values()].map((typed) => sums(typed, names)) as [Sums[], ...Sums[][]];
  const second = others.reduce((most, own) => (completedOf(own, all) > completedOf(most, all) ? own : most));
  return resampled(names.length, (drawn) => completedOf(first, drawn) / completedOf(second, drawn), seed);
}

/**
 * The same, where the other is asked for what it is as sure of: on the line between those two of its thresholds at which
 * fewer and more of its suggestions are right than the first's. Where it is never as right while it shows anything, its
 * surest threshold counts, which favours it.
 */
export function leadAsRight(
  results: readonly TypedIn[],
  over: ReadonlyMap<number, readonly TypedIn[]>,
  seed: number,
): Figure {
  const names = namesOf(results);
  const first = sums(results, names);
  const others = [...over].toSorted(([a], [b]) => a - b).map(([, typed]) => sums(typed, names));
  return resampled(
    names.length,
    (draw) => {
      const drawn = [...draw];
      const right = rightOf(first, drawn);
      const points = others
        .map((own) => ({ right: rightOf(own, drawn), completed: completedOf(own, drawn) }))
        .filter((point) => !Number.isNaN(point.right));
      const after = points.findIndex((point) => point.right >= right);
      const last = points[after] ?? points.at(-1) ?? { right: NaN, completed: 0 };
      return completedOf(first, drawn) / between(points[after - 1], last, right);
    },
    seed,
  );
}

interface Point {
  readonly right: number;
  readonly completed: number;
}

/** What is completed where so many are right, on the line through two points; the second is at least as right. */
function between(before: Point | undefined, after: Point, right: number): number {
  if (before === undefined || !(after.right > right)) return after.completed;
  const way = (right - before.right) / (after.right - before.right);
  return before.completed + way * (after.completed - before.completed);
}

/** Of one package. */
interface Sums {
  readonly completed: number;
  readonly characters: number;
  readonly shown: number;
  readonly right: number;
}

function namesOf(results: readonly TypedIn[]): string[] {
  return [...new Set(results.map(({ file }) => file.package))];
}

function sums(results: readonly TypedIn[], names: readonly string[]): Sums[] {
  const packages = Map.groupBy(results, ({ file }) => file.package);
  return names.map((name) => {
    const total = { completed: 0, characters: 0, shown: 0, right: 0 };
    for (const { completed, typed, shown, right } of packages.get(name) ?? []) {
      total.completed += completed;
      total.characters += completed + typed;
      total.shown += shown;
      total.right += right;
    }
    return total;
  });
}

function completedOf(own: readonly Sums[], drawn: Iterable<number>): number {
  const [completed, characters] = added(own, drawn, (one) => [one.completed, one.characters]);
  return completed / characters;
}

/** NaN where nothing is shown. */
function rightOf(own: readonly Sums[], drawn: Iterable<number>): number {
  const [right, shown] = added(own, drawn, (one) => [one.right, one.shown]);
  return right / shown;
}

function added(
  own: readonly Sums[],
  drawn: Iterable<number>,
  of: (one: Sums) => readonly [number, number],
): [number, number] {
  const total: [number, number] = [0, 0];
  for (const i of drawn) {
    const [a, b] = of(own[i]!);
    total[0] += a;
    total[1] += b;
  }
  return total;
}
