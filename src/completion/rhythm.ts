/** Milliseconds. A pause that is longer is no part of the rhythm, nor is what comes faster than fingers. */
const longestGap = 1500;
const shortestGap = 15;
/** Of somebody who has not typed yet. */
const usualGap = 150;
const usualAnswer = 100;
/** Nothing is asked sooner: two keys of one roll of the fingers would ask twice. Nor does anybody wait longer. */
const shortestWait = 40;
const longestWait = 400;
/** A gap of this many times the mean is a pause. */
const pause = 2;
/** Weight of the newest: a handful of keys tell the rhythm. */
const weight = 0.2;

/**
 * How long to wait for a next key before a suggestion is asked for, so that the suggestion appears when a typist pauses:
 * twice the mean gap between their keys, less the time that the model takes by itself.
 */
export class Rhythm {
  #gap = usualGap;
  #answer = usualAnswer;
  #last = -Infinity;

  /** Milliseconds. */
  get wait(): number {
    return Math.min(longestWait, Math.max(shortestWait, pause * this.#gap - this.#answer));
  }

  /** @param at milliseconds on any clock that only goes forward */
  key(at: number): void {
    const gap = at - this.#last;
    this.#last = at;
    if (gap >= shortestGap && gap <= longestGap) this.#gap += weight * (gap - this.#gap);
  }

  /** @param milliseconds that the model took for a suggestion */
  answered(milliseconds: number): void {
    this.#answer += weight * (milliseconds - this.#answer);
  }
}
