import { bootstrap, wilson, type Figure } from './interval.ts';
import { exact, similarity } from './similarity.ts';

/** How one completion compares with the text that was there. `group` names what cases depend on each other through. */
export interface Result {
  readonly group: string;
  readonly exact: boolean;
  readonly similarity: number;
}

/** Both in percent. */
export interface Score {
  readonly cases: number;
  readonly groups: number;
  readonly exactMatch: Figure;
  readonly editSimilarity: Figure;
}

export function judge(group: string, completion: string, answer: string): Result {
  return { group, exact: exact(completion, answer), similarity: similarity(completion, answer) };
}

/** Means with 95% intervals over groups; undefined where there is no case. */
export function summarise(results: readonly Result[], seed: number): Score | undefined {
  if (results.length === 0) return undefined;
  const groups = [...Map.groupBy(results, (result) => result.group).values()];
  const right = groups.map((group) => group.map((result) => (result.exact ? 100 : 0)));
  const alike = groups.map((group) => group.map((result) => result.similarity));
  const allTheSame = results.every((result) => result.exact === results[0]!.exact);
  return {
    cases: results.length,
    groups: groups.length,
    // Nothing to draw from when every case went the same way: then each group counts as one trial.
    exactMatch: allTheSame
      ? percent(wilson(results[0]!.exact ? groups.length : 0, groups.length))
      : bootstrap(right, seed),
    editSimilarity: bootstrap(alike, seed),
  };
}

function percent({ value, low, high }: Figure): Figure {
  return { value: 100 * value, low: 100 * low, high: 100 * high };
}
