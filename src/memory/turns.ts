import type { Aborted } from '../engine/decode.ts';
import { isOutOfMemory } from '../engine/out-of-memory.ts';

/** One piece of work at a time, in the order in which it was given. */
export class Turns {
  readonly #makeRoom: () => void;
  #last: Promise<unknown> = Promise.resolve();

  /** @param makeRoom called where memory does not suffice, before the work is tried once more */
  constructor(makeRoom: () => void) {
    this.#makeRoom = makeRoom;
  }

  /** Runs `work` after all work given before, whatever becomes of that, unless it is not wanted any more by then. */
  take<T>(cancelled: () => boolean, work: () => Promise<T>): Promise<T | Aborted> {
    const turn = this.#last.then<T | Aborted>(() => (cancelled() ? { aborted: 'cancelled' } : this.#twice(work)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #twice<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      this.#makeRoom();
      return work();
    }
  }
}
