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
  /** The state here outlives the session. */
  kept = false;

  constructor(parent: GridPoint | undefined, chunk: Packed) {
    this.parent = parent;
    this.chunk = chunk;
    this.position = (parent?.position ?? 0) + chunk.length;
  }
}

export type { GridPoint };

/** States that outlive the session. */
export interface Kept {
  /** The deepest one on a way that begins with these chunks, after more than `from` of them. */
  find(chunks: readonly Packed[], from: number): Promise<{ readonly at: number; readonly state: State } | undefined>;
  /** Keeps the state after all these chunks. */
  keep(chunks: readonly Packed[], state: State): Promise<void>;
  /** Lets go of all of them: of none it is known what was read to come to it. */
  forget(): Promise<void>;
}

/** Chunks between two states that outlive the session: half a minute's reading of a long file is 15 of them. */
const keptApart = 64;
/** Chunks that are worth a look at the disk, and a state there once the reading has come to its end. */
const worthKeeping = 8;

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
  readonly #kept: Kept | undefined;
  #found = 0;
  #read = 0;

  /**
   * @param initial the state before anything is read
   * @param budget bytes of all states kept in the session
   * @param kept those that outlive it
   */
  constructor(initial: State, budget: number, kept?: Kept) {
    this.#kept = kept;
    this.#start = initial;
    this.#root.state = initial;
    this.#snapshots = new Snapshots(budget, prune);
  }

  /** Bytes of the states kept. */
  get bytes(): number {
    return this.#snapshots.bytes;
  }

  /** From now on half as many bytes of states. */
  halve(): void {
    this.#snapshots.halve();
  }

  /** States kept. */
  get count(): number {
    return this.#snapshots.count;
  }

  /** Chunks that needed no reading, since a state behind them was kept. */
  get found(): number {
    return this.#found;
  }

  /** Chunks that were read. */
  get chunksRead(): number {
    return this.#read;
  }

  /** Points whose states are not let go. */
  hold(points: ReadonlySet<GridPoint>): void {
    this.#snapshots.hold(points);
  }

  /** The point from which a completion was made: its state is not let go until the next one. */
  ask(point: GridPoint): void {
    this.#snapshots.ask(point);
  }

  /**
   * Reads from the deepest state that is kept on the way. Undefined where the request was cancelled; what was read by
   * then is kept.
   *
   * @param chunks the whole trunk, from its first token, cut as the grid cuts it
   */
  async read(chunks: readonly Packed[], reading: Reading): Promise<Reached | undefined> {
    let { point, at, state } = await this.#known(chunks);
    this.#found += at;
    let left = 0;
    for (let rest = at; rest < chunks.length; rest++) left += chunks[rest]!.length;
    reading.expect(left);
    for (; at < chunks.length; at++) {
      const read = await reading.chunk(state, chunks[at]!);
      if (read === undefined) return undefined;
      this.#read++;
      state = read.state;
      point = follow(point, chunks[at]!);
      await state.fetch?.();
      if (point.state === undefined) this.#snapshots.keep(point, state);
      if (unkept(point) >= keptApart) this.#keep(point, chunks.slice(0, at + 1), state);
    }
    if (reading.idle && unkept(point) >= worthKeeping) this.#keep(point, chunks, state);
    return { point, state };
  }

  /**
   * The state at the end of the way, read from the deepest one that the session keeps. Nothing of the reading is kept, so
   * that it costs nobody else a state. Undefined where the request was cancelled.
   */
  async pass(chunks: readonly Packed[], reading: Reading): Promise<State | undefined> {
    const { point, at } = this.#deepest(chunks);
    let state = point.state ?? this.#start;
    for (const chunk of chunks.slice(at)) {
      const read = await reading.chunk(state, chunk);
      if (read === undefined) return undefined;
      ({ state } = read);
    }
    return state;
  }

  /**
   * Lets go of every state that has read what is to be forgotten, and of all that outlive the session.
   *
   * @param hasRead whether a way, from its first token, leads through it
   * @param spared a way that does not, though it may look so: what is on it stays
   */
  async forget(hasRead: (way: Packed) => boolean, spared: readonly Packed[]): Promise<void> {
    const stay = new Set<GridPoint>();
    let at: GridPoint | undefined = this.#root;
    for (const chunk of spared) {
      at = at.next.get(chunk);
      if (at === undefined) break;
      stay.add(at);
    }
    for (const point of this.#snapshots.points) {
      if (!stay.has(point) && hasRead(wayTo(point))) this.#snapshots.forget(point);
      else point.kept = false;
    }
    await this.#kept?.forget();
  }

  /** Nobody waits for the disk. */
  #keep(point: GridPoint, chunks: readonly Packed[], state: State): void {
    if (this.#kept === undefined) return;
    point.kept = true;
    void this.#kept.keep(chunks, state);
  }

  /** The last point on the way whose state is there: in the session, or where that is far back, from one before. */
  async #known(chunks: readonly Packed[]): Promise<{ point: GridPoint; at: number; state: State }> {
    const deepest = this.#deepest(chunks);
    const far = chunks.length - deepest.at >= worthKeeping;
    const found = far ? await this.#kept?.find(chunks, deepest.at) : undefined;
    if (found === undefined) return { ...deepest, state: deepest.point.state ?? this.#start };
    let { point } = deepest;
    for (const chunk of chunks.slice(deepest.at, found.at)) point = follow(point, chunk);
    point.kept = true;
    this.#snapshots.keep(point, found.state);
    return { point, ...found };
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

/** The states that are kept on the way to a point, in the order of reading; that before the first token is left out. */
export function keptOnTheWay(point: Point): { readonly position: number; readonly state: State }[] {
  const kept = [];
  for (let at = point; at.parent !== undefined; at = at.parent) {
    if (at.state !== undefined) kept.push({ position: at.position, state: at.state });
  }
  return kept.reverse();
}

function follow(point: GridPoint, chunk: Packed): GridPoint {
  const known = point.next.get(chunk);
  if (known !== undefined) return known;
  const next = new GridPoint(point, chunk);
  point.next.set(chunk, next);
  return next;
}

/** Chunks back to the nearest point whose state outlives the session, or to the start; not counted beyond what matters. */
function unkept(point: GridPoint): number {
  let back = 0;
  for (let at = point; at.parent !== undefined && !at.kept && back < keptApart; at = at.parent) back += 1;
  return back;
}

/** All that was read to come to a point. */
function wayTo(point: GridPoint): Packed {
  const chunks: Packed[] = [];
  for (let at: GridPoint | undefined = point; at !== undefined; at = at.parent) chunks.push(at.chunk);
  return chunks.reverse().join('');
}

/** A point without a state is there only for those behind it. */
function prune(point: GridPoint): void {
  let last: GridPoint = point;
  while (last.parent !== undefined && last.state === undefined && last.next.size === 0) {
    last.parent.next.delete(last.chunk);
    last = last.parent;
  }
}
