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
  const alike = groups.map((group) => group.map((result) => result.similarity));
  return {
    cases: results.length,
    groups: groups.length,
    exactMatch: shareOf(
      groups.map((group) => group.map((result) => result.exact)),
      seed,
    ),
    editSimilarity: bootstrap(alike, seed),
  };
}

/** Percent that is true, with its 95% interval over the groups, which may not all be empty. */
export function shareOf(groups: readonly (readonly boolean[])[], seed: number): Figure {
  const all = groups.flat();
  // Nothing to draw from when every case went the same way: then each group counts as one trial.
  if (all.every((one) => one === all[0])) return percent(wilson(all[0] ? groups.length : 0, groups.length));
  return bootstrap(
    groups.map((group) => group.map((one) => (one ? 100 : 0))),
    seed,
  );
}

function percent({ value, low, high }: Figure): Figure {
  return { value: 100 * value, low: 100 * low, high: 100 * high };
}
