import type { State } from '../engine/backend.ts';

/** A point on the trunk's grid that has been read. Points form a tree: texts that begin alike share their points. */
export interface Point {
  readonly parent: Point | undefined;
  /** Tokens from the trunk's first. */
  readonly position: number;
  /** The state there, while it is kept. */
  state: State | undefined;
}

/** Texts that are not open at the cursor (before an edit, another file) count as so many times farther away. */
const elsewhere = 4;

/**
 * The states that are kept, under a budget of bytes: dense near the cursor, sparse far away. Where one too many is
 * kept, the one goes that costs least: few tokens to read again (the gap to the one before it), far from the cursor.
 */
export class Snapshots<P extends Point> {
  #budget: number;
  readonly #dropped: (point: P) => void;
  #held: ReadonlySet<P> = new Set();
  /** Where a completion was made last. */
  #asked: P | undefined;
  /** Where the cursor was last. */
  #cursor: P | undefined;
  readonly #kept = new Set<P>();
  #bytes = 0;

  /**
   * @param budget bytes
   * @param dropped told of each point whose state has just been let go
   */
  constructor(budget: number, dropped: (point: P) => void) {
    this.#budget = budget;
    this.#dropped = dropped;
  }

  /** Bytes of all states kept; never above the budget. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#kept.size;
  }

  /** Points whose states are not let go, whatever is kept from now on, as long as there are others. */
  hold(points: ReadonlySet<P>): void {
    this.#held = points;
  }

  /**
   * The point from which a completion was made: it stays until the next one, whatever is read in between, since whoever
   * types asks again from there.
   */
  ask(point: P): void {
    this.#asked = point;
  }

  /** Keeps a state at a point that had none, if there is room at all; the cursor is there or on its way from there. */
  keep(point: P, state: State): void {
    point.state = state;
    this.#cursor = point;
    this.#kept.add(point);
    this.#bytes += sizeOf(state);
    while (this.#bytes > this.#budget) this.#drop(this.#cheapest(point));
  }

  /** From now on half as many bytes; what is above goes at once. */
  halve(): void {
    this.#budget /= 2;
    while (this.#bytes > this.#budget) this.#drop(this.#cheapest(this.#cursor!));
  }

  /** Lets a state go whatever it costs. */
  forget(point: P): void {
    if (this.#kept.has(point)) this.#drop(point);
  }

  /** All points whose states are kept. */
  get points(): readonly P[] {
    return [...this.#kept];
  }

  /** The point that is missed least when the cursor is at (or beyond) `cursor`: that one goes last. */
  #cheapest(cursor: P): P {
    const way = new Set<Point>();
    for (let at: Point | undefined = cursor; at !== undefined; at = at.parent) way.add(at);
    let cheapest = cursor;
    let least = Infinity;
    for (const point of this.#kept) {
      if (point === cursor) continue;
      const held = this.#held.has(point) || point === this.#asked ? Number.MAX_SAFE_INTEGER : 0;
      const cost = held + gap(point) / (distance(point, cursor, way) + 1);
      if (cost < least) {
        least = cost;
        cheapest = point;
      }
    }
    return cheapest;
  }

  #drop(point: P): void {
    this.#bytes -= sizeOf(point.state!);
    this.#kept.delete(point);
    point.state = undefined;
    this.#dropped(point);
  }
}

/** Bytes. */
export function sizeOf(state: State): number {
  return state.weights.byteLength + state.conv.byteLength;
}

/** Tokens back to the nearest state before this point. The root always has one. */
function gap(point: Point): number {
  let before = point.parent;
  while (before?.parent !== undefined && before.state === undefined) before = before.parent;
  return point.position - (before?.position ?? 0);
}

/** Tokens from the cursor back to where the ways part, and forth to the point. */
function distance(point: Point, cursor: Point, way: ReadonlySet<Point>): number {
  if (way.has(point)) return cursor.position - point.position;
  let fork: Point = point;
  while (fork.parent !== undefined && !way.has(fork)) fork = fork.parent;
  const ahead = fork === cursor;
  const apart = cursor.position - fork.position + (point.position - fork.position);
  return ahead ? apart : elsewhere * apart;
}
