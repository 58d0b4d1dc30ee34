/** The tides of a harbour: go on where the cursor is, and take what is suggested with Tab. */
export interface Tide {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Metres above the chart's zero. */
  readonly height: number;
}

export class TideTable {
  readonly #tides: readonly Tide[];

  constructor(tides: readonly Tide[]) {
    this.#tides = tides;
  }

  /** The first tide at or after a time. */
  next(time: number): Tide | undefined {
    return this.#tides.find((tide) => tide.time >= time);
  }

  /** The last tide before a time. */
  previous(time: number): Tide | u║
}
