import { random } from './random.ts';
import type { Text } from './texts.ts';

/** `total` in `parts` whole shares that differ by one at most. */
export function shareOut(total: number, parts: number): number[] {
  const until = (i: number): number => Math.floor((i * total) / parts);
  return Array.from({ length: parts }, (_, i) => until(i + 1) - until(i));
}

/**
 * `count` files, or all where there are fewer: one of each package in turn, so that a package with many files counts no
 * more than one with few. A smaller count is the beginning of a larger one.
 */
export function drawFiles(files: readonly Text[], count: number, seed: number): Text[] {
  const next = random(seed);
  const packages = [...Map.groupBy(files, (file) => file.package)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const turns = shuffled(packages, next).map(([, own]) =>
    shuffled(
      own.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)),
      next,
    ),
  );
  const drawn: Text[] = [];
  for (let round = 0; drawn.length < Math.min(count, files.length); round++) {
    for (const own of turns) if (own[round] !== undefined) drawn.push(own[round]!);
  }
  return drawn.slice(0, count);
}

/** All items, every order as likely. */
export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const left = [...items];
  for (let i = left.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left;
}
