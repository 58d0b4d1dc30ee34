import type { State } from '../engine/backend.ts';
import type { Packed } from './packed.ts';
import { Reading, type Read } from './reading.ts';
import { sizeOf } from './snapshots.ts';
import type { Branch } from './stream.ts';
import type { Reached } from './timeline.ts';

/** A state inside a branch. */
interface Stop {
  readonly from: Reached['point'];
  /** All tokens since that point of the grid. */
  readonly way: Packed;
  readonly read: Read;
}

/** A call to the backend. */
interface Call {
  readonly by: 'chunk' | 'steps';
  readonly tokens: Packed;
  /**
   * Whether the state after it is kept. Never inside the suffix: there the same tokens could come by other calls. Of a
   * long line's calls only the last, or the one that a cancelled request came to.
   */
  readonly keep: 'never' | 'if interrupted' | 'always';
}

/** Enough for the lines before the cursor and the words of the line that is typed. */
const mostStops = 24;

/**
 * Branches off the trunk: the states at A, after <middle>, at the starts of lines and at the last word kept before a
 * cursor. A handful, those used last; a new request goes on from the one that shares most of its way.
 */
export class Branches {
  #budget: number;
  /** The one used last comes last. */
  #stops: Stop[] = [];

  /** @param budget bytes of all states kept */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#stops.reduce((sum, { read }) => sum + sizeOf(read.state) + read.logits.byteLength, 0);
  }

  /** Lets go of all. */
  clear(): void {
    this.#stops = [];
  }

  /** From now on half as many bytes; what is above goes at once. */
  halve(): void {
    this.#budget /= 2;
    this.#fit();
  }

  /** Reads to the branch's end. Undefined where the request was cancelled; what was read by then is kept. */
  async read(reached: Reached, branch: Branch, reading: Reading): Promise<Read | undefined> {
    const from = reached.point;
    const calls = callsOf(branch);
    const way = calls.map(({ tokens }) => tokens).join('');
    const known = this.#find(from, way, branch.remainder.length);
    const start = known?.way.length ?? 0;
    let read = known?.read ?? { state: reached.state, logits: new Float32Array(0) };
    let at = 0;
    let spare: Stop | undefined;
    for (const { by, tokens, keep } of calls) {
      const unread = tokens.slice(Math.max(0, start - at));
      at += tokens.length;
      if (unread === '') continue;
      const next = await reading[by](read.state, unread);
      if (next === undefined) {
        if (spare !== undefined) await this.#fetchAndKeep(spare);
        return undefined;
      }
      read = next;
      const stop = { from, way: way.slice(0, at), read };
      if (keep === 'always') await this.#fetchAndKeep(stop);
      spare = keep === 'if interrupted' ? stop : undefined;
    }
    return read;
  }

  /** The longest known part of a way that begins with so many tokens of the trunk; it counts as used. */
  #find(from: Stop['from'], way: Packed, remainder: number): Stop | undefined {
    let best: Stop | undefined;
    for (const stop of this.#stops) {
      // One that is longer than the remainder has <suffix> after it, so it has exactly this remainder.
      const fits = stop.from === from && stop.way.length >= remainder && way.startsWith(stop.way);
      if (fits && stop.way.length > (best?.way.length ?? -1)) best = stop;
    }
    if (best !== undefined) this.#keep(best);
    return best;
  }

  async #fetchAndKeep(stop: Stop): Promise<void> {
    await stop.read.state.fetch?.();
    this.#keep(stop);
  }

  #keep(stop: Stop): void {
    this.#stops = this.#stops.filter((other) => other.from !== stop.from || other.way !== stop.way);
    this.#stops.push(stop);
    this.#fit();
  }

  #fit(): void {
    while (this.#stops.length > mostStops || (this.#stops.length > 0 && this.bytes > this.#budget)) this.#stops.shift();
  }
}

/** Reads to the branch's end, and keeps nothing. Undefined where the request was cancelled. */
export async function passBranch(state: State, branch: Branch, reading: Reading): Promise<Read | undefined> {
  let read: Read | undefined = { state, logits: new Float32Array(0) };
  for (const { by, tokens } of callsOf(branch)) {
    if (tokens !== '') read = await reading[by](read.state, tokens);
    if (read === undefined) return undefined;
  }
  return read;
}

function callsOf({ remainder, aside, runs }: Branch): Call[] {
  const calls: Call[] = [
    { by: 'chunk', tokens: remainder, keep: 'always' },
    { by: 'chunk', tokens: aside, keep: 'never' },
  ];
  for (const run of runs) {
    for (let at = 0; at < run.length; at += Reading.mostSteps) {
      const last = at + Reading.mostSteps >= run.length;
      const tokens = run.slice(at, at + Reading.mostSteps);
      calls.push({ by: 'steps', tokens, keep: last ? 'always' : 'if interrupted' });
    }
  }
  return calls;
}
