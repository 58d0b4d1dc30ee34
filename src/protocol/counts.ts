/** What has come of the suggestions. Counted on this machine, shown to the person at it, and sent nowhere. */
export interface Counts {
  /** When the counting began, milliseconds since 1970. */
  readonly since: number;
  /** Suggestions given to the editor to show. One that is typed into stays one. */
  readonly shown: number;
  /** Of these, the ones that were taken to their end. */
  readonly accepted: number;
  /** Characters that these put in, and nobody had to type. */
  readonly characters: number;
  /** Answers of the model, also those that a filter then dropped. */
  readonly answers: number;
  /** Milliseconds that these took in all. */
  readonly milliseconds: number;
}

export function noCounts(since: number): Counts {
  return { since, shown: 0, accepted: 0, characters: 0, answers: 0, milliseconds: 0 };
}

/** Whether a value is counts: it comes from a store that may be older, or from another process. */
export function isCounts(value: unknown): value is Counts {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(noCounts(0));
  return names.every((name) => {
    const number = (value as Record<string, unknown>)[name];
    return typeof number === 'number' && Number.isFinite(number) && number >= 0;
  });
}
