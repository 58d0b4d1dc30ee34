import type { State } from '../engine/backend.ts';
import type { Packed } from './packed.ts';
import type { Reading } from './reading.ts';
import { Snapshots, type Point } from './snapshots.ts';

/** A point on the grid, with the chunks that were read from there. */
class GridPoint implements Point {
  readonly parent: GridPoint | undefined;
  /** What was read to come here from the parent. */
  readonly chunk: Packed;
  readonly position: number;
  readonly next = new Map<Packed, GridPoint>();
  state: State | undefined;

  constructor(parent: GridPoint | undefined, chunk: Packed) {
    this.parent = parent;
    this.chunk = chunk;
    this.position = (parent?.position ?? 0) + chunk.length;
  }
}

export type { GridPoint };

/** Where the trunk was read to. */
export interface Reached {
  /** The same object as long as the same tokens lead there and it is remembered; branches are known by it. */
  readonly point: GridPoint;
  readonly state: State;
}

/**
 * The trunk: what has been read of it, and the states kept on the way. States are found again by the tokens that lead
 * to them, never by what was edited in which order, so the same text gives the same state to the bit; and what was
 * read is still there after going back to another file, or undoing an edit.
 */
export class Timeline {
  readonly #root = new GridPoint(undefined, '');
  readonly #start: State;
  readonly #snapshots: Snapshots<GridPoint>;

  /**
   * @param initial the state before anything is read
   * @param budget bytes of all states kept
   */
  constructor(initial: State, budget: number) {
    this.#start = initial;
    this.#root.state = initial;
    this.#snapshots = new Snapshots(budget, prune);
  }

  /** Bytes of the states kept. */
  get bytes(): number {
    return this.#snapshots.bytes;
  }

  /** Points whose states are not let go. */
  hold(points: ReadonlySet<GridPoint>): void {
    this.#snapshots.hold(points);
  }

  /**
   * Reads from the deepest state that is kept on the way. Undefined where the request was cancelled; what was read by
   * then is kept.
   *
   * @param chunks the whole trunk, from its first token, cut as the grid cuts it
   */
  async read(chunks: readonly Packed[], reading: Reading): Promise<Reached | undefined> {
    let { point, at } = this.#deepest(chunks);
    let state = point.state ?? this.#start;
    let left = 0;
    for (let rest = at; rest < chunks.length; rest++) left += chunks[rest]!.length;
    reading.expect(left);
    for (; at < chunks.length; at++) {
      const read = await reading.chunk(state, chunks[at]!);
      if (read === undefined) return undefined;
      state = read.state;
      point = follow(point, chunks[at]!);
      if (point.state === undefined) this.#snapshots.keep(point, state);
    }
    return { point, state };
  }

  /** The last point on the way whose state is kept, and how many chunks lead there. */
  #deepest(chunks: readonly Packed[]): { point: GridPoint; at: number } {
    let deepest = { point: this.#root, at: 0 };
    let point: GridPoint | undefined = this.#root;
    for (let at = 0; at < chunks.length; at++) {
      point = point.next.get(chunks[at]!);
      if (point === undefined) break;
      if (point.state !== undefined) deepest = { point, at: at + 1 };
    }
    return deepest;
  }
}

function follow(point: GridPoint, chunk: Packed): GridPoint {
  const known = point.next.get(chunk);
  if (known !== undefined) return known;
  const next = new GridPoint(point, chunk);
  point.next.set(chunk, next);
  return next;
}

/** A point without a state is there only for those behind it. */
function prune(point: GridPoint): void {
  let last: GridPoint = point;
  while (last.parent !== undefined && last.state === undefined && last.next.size === 0) {
    last.parent.next.delete(last.chunk);
    last = last.parent;
  }
}
