/** A water level at a moment. */
export interface Tide {
  readonly time: Date;
  /** Metres above chart datum. */
  readonly height: number;
}

export type Phase = 'rising' | 'falling' | 'slack';

/** Tides in order of time. */
export class TideTable {
  readonly #tides: Tide[];

  constructor(tides: readonly Tide[]) {
    this.#tides = [...tides].sort((a, b) => a.time.getTime() - b.time.getTime());
  }

  /** The first tide after a moment. */
  next(time: Date): Tide | undefined {
    return this.#tides.find((tide) => tide.time > time);
  }

  /** The last tide at or before a moment. */
  previous(time: Date): Tide | undefined {
    return this.#tides.findLast((tide) => tide.time <= time);
  }

  /** Height by the rule of cosines between the tides on both sides. */
  heightAt(time: Date): number | undefined {
    const before = this.previous(time);
    const after = this.next(time);
    if (before === undefined || after === undefined) {
      return undefined;
    }
    const span = after.time.getTime() - before.time.getTime();
    const part = (time.getTime() - before.time.getTime()) / span;
    const mean = (before.height + after.height) / 2;
    return mean + ((before.height - after.height) / 2) * Math.cos(Math.PI * part);
  }

  phaseAt(time: Date): Phase {
    const before = this.previous(time);
    const after = this.next(time);
    if (before === undefined || after === undefined) {
      return 'slack';
    }
    return before.height < after.height ? 'rising' : 'falling';
  }
}
