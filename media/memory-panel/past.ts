import type { PastMessage } from '../../src/protocol/panel.ts';

/** More than these are thinned out: enough for a smooth way, and at most some 20 MB. */
const most = 64;

/** The memories on the way to the one that is shown: asked for one after another once somebody looks back. */
export class Past {
  readonly #ask: (position: number) => void;
  readonly #loaded = new Map<number, Float32Array>();
  readonly #gone = new Set<number>();
  #sequence = -1;
  #positions: readonly number[] = [];
  #waiting: number | undefined;
  #wanted: number | undefined;

  /** @param ask asks the host for the memory after so many tokens */
  constructor(ask: (position: number) => void) {
    this.#ask = ask;
  }

  /** Tokens read where there is a memory to be seen, ascending. */
  get positions(): readonly number[] {
    return this.#positions;
  }

  /** Another memory is shown: what was loaded lies on the way to the one before. */
  show(sequence: number, positions: readonly number[]): void {
    if (sequence === this.#sequence) return;
    this.#sequence = sequence;
    this.#positions = thinned(positions);
    this.#loaded.clear();
    this.#gone.clear();
    this.#waiting = undefined;
    if (this.#wanted !== undefined) this.#next();
  }

  /** Somebody looks at place `index` among the positions: it comes first, the others after it, nearest first. */
  want(index: number): void {
    this.#wanted = index;
    if (this.#waiting === undefined) this.#next();
  }

  /** Nobody looks back any more. */
  rest(): void {
    this.#wanted = undefined;
  }

  /** Whether it was one that is waited for. */
  take({ sequence, position, weights }: PastMessage): boolean {
    if (sequence !== this.#sequence || position !== this.#waiting) return false;
    this.#waiting = undefined;
    if (weights.byteLength > 0) this.#loaded.set(position, new Float32Array(weights));
    else this.#gone.add(position);
    if (this.#wanted !== undefined) this.#next();
    return true;
  }

  /** The weights at place `index`, or at the nearest place that has come. */
  at(index: number): { readonly position: number; readonly weights: Float32Array } | undefined {
    const position = this.#nearest(index, (position) => this.#loaded.has(position));
    return position === undefined ? undefined : { position, weights: this.#loaded.get(position)! };
  }

  #next(): void {
    const missing = (position: number) => !this.#loaded.has(position) && !this.#gone.has(position);
    this.#waiting = this.#nearest(this.#wanted!, missing);
    if (this.#waiting !== undefined) this.#ask(this.#waiting);
  }

  #nearest(index: number, fits: (position: number) => boolean): number | undefined {
    for (let away = 0; away < this.#positions.length; away++) {
      for (const at of [index - away, index + away]) {
        const position = this.#positions[at];
        if (position !== undefined && fits(position)) return position;
      }
    }
    return undefined;
  }
}

/** At most `most` of them, evenly, the first and the last among them. */
function thinned(positions: readonly number[]): readonly number[] {
  if (positions.length <= most) return positions;
  return Array.from({ length: most }, (_, i) => positions[Math.round((i * (positions.length - 1)) / (most - 1))]!);
}
