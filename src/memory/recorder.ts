import type { Recorded, State } from '../engine/backend.ts';
import type { Packed } from './packed.ts';
import type { Part } from './reads.ts';
import type { Reading } from './reading.ts';
import type { GridPoint, Reached } from './timeline.ts';

/** The way that a completion went: along the trunk to a point on its grid, and on from there. */
export interface Way {
  readonly reached: Reached;
  /** What came after that point, in the pieces in which it is likely to come again. */
  readonly pieces: readonly Packed[];
}

/** What the memories were given on the last part of a way. */
export interface Recording {
  readonly parts: readonly Part[];
  /** W before them, [layers][heads][headDim][d_dot]. */
  readonly start: Float32Array;
  /** Tokens of the parts, and those that were read before them. */
  readonly tokens: number;
  readonly older: number;
}

/** A piece of a branch. */
interface Piece {
  readonly from: GridPoint;
  /** All tokens since that point, those of the piece included. */
  readonly way: Packed;
  readonly part: Part;
  /** After it. */
  readonly state: State;
}

/** Of the branches read last, which a key changes at their ends only. */
const mostPieces = 32;

/**
 * Reads once more what was read, to see what the memories were given: nothing of it is noted while a suggestion is made.
 * What has been recorded is kept, so that a key costs its own tokens and those of the new suggestion.
 */
export class Recorder {
  readonly #chunk: number;
  #trunk = new WeakMap<GridPoint, Part>();
  /** The one used last comes last. */
  #pieces: Piece[] = [];

  /** @param chunk most tokens that a backend records at once */
  constructor(chunk: number) {
    this.#chunk = chunk;
  }

  /** Gives everything back: nobody looks any more. */
  clear(): void {
    this.#trunk = new WeakMap();
    this.#pieces = [];
  }

  /**
   * Undefined where it was cancelled; what was recorded by then is kept.
   *
   * @param most tokens of the recording, but for what it takes to begin on the grid
   */
  async read({ reached, pieces }: Way, most: number, reading: Reading): Promise<Recording | undefined> {
    const branch = pieces.reduce((sum, { length }) => sum + length, 0);
    const points = lastPoints(reached.point, most - branch);
    const begin = points[0]?.parent ?? reached.point;
    const start = points.length === 0 ? reached.state : await this.#stateAt(begin, reading);
    if (start === undefined) return undefined;
    const trunk = await this.#alongTrunk(start, points, reading);
    if (trunk === undefined) return undefined;
    const rest = await this.#alongBranch(reached, pieces, reading);
    if (rest === undefined) return undefined;
    const tokens = branch + points.reduce((sum, { chunk }) => sum + chunk.length, 0);
    await start.fetch?.();
    return { parts: [...trunk, ...rest], start: start.weights, tokens, older: begin.position };
  }

  /** The state at a point: kept, or read again from the last one before it that is. */
  async #stateAt(point: GridPoint, reading: Reading): Promise<State | undefined> {
    const missing: GridPoint[] = [];
    let at = point;
    while (at.state === undefined) {
      missing.unshift(at);
      at = at.parent!; // the first point of all has a state
    }
    let { state } = at;
    reading.expect(missing.reduce((sum, { chunk }) => sum + chunk.length, 0));
    for (const { chunk } of missing) {
      const read = await reading.chunk(state, chunk);
      if (read === undefined) return undefined;
      ({ state } = read);
    }
    return state;
  }

  async #alongTrunk(start: State, points: readonly GridPoint[], reading: Reading): Promise<Part[] | undefined> {
    reading.expect(points.reduce((sum, point) => sum + (this.#trunk.has(point) ? 0 : point.chunk.length), 0));
    const parts: Part[] = [];
    let state: State | undefined = start;
    for (const point of points) {
      let part = this.#trunk.get(point);
      if (part === undefined) {
        state ??= await this.#stateAt(point.parent!, reading);
        const recorded: Recorded | undefined = state && (await reading.record(state, point.chunk));
        if (recorded === undefined) return undefined;
        part = { qkv: recorded.qkv, beta: recorded.beta, length: point.chunk.length };
        this.#trunk.set(point, part);
        ({ state } = recorded);
      } else {
        ({ state } = point);
      }
      parts.push(part);
    }
    return parts;
  }

  async #alongBranch(
    { point, state }: Reached,
    pieces: readonly Packed[],
    reading: Reading,
  ): Promise<Part[] | undefined> {
    const way = pieces.join('');
    const parts: Part[] = [];
    let at = 0;
    let end = 0;
    for (const { length } of pieces) {
      end += length;
      while (at < end) {
        let piece = this.#find(point, way.slice(0, end), at);
        if (piece === undefined) {
          const tokens = way.slice(at, Math.min(end, at + this.#chunk));
          const recorded = await reading.record(state, tokens);
          if (recorded === undefined) return undefined;
          const part = { qkv: recorded.qkv, beta: recorded.beta, length: tokens.length };
          piece = { from: point, way: way.slice(0, at + tokens.length), part, state: recorded.state };
        }
        this.#keep(piece);
        parts.push(piece.part);
        ({ state } = piece);
        at += piece.part.length;
      }
    }
    return parts;
  }

  /** The longest recorded piece of a way that begins after its first `at` tokens. */
  #find(from: GridPoint, way: Packed, at: number): Piece | undefined {
    const fitting = this.#pieces.filter(
      (piece) => piece.from === from && piece.way.length - piece.part.length === at && way.startsWith(piece.way),
    );
    return fitting.reduce<Piece | undefined>(
      (best, piece) => (piece.part.length > (best?.part.length ?? 0) ? piece : best),
      undefined,
    );
  }

  #keep(piece: Piece): void {
    this.#pieces = [...this.#pieces.filter((other) => other !== piece), piece].slice(-mostPieces);
  }
}

/** The points whose chunks are the last `most` tokens before a point, or a few more. */
function lastPoints(point: GridPoint, most: number): GridPoint[] {
  const points: GridPoint[] = [];
  let count = 0;
  for (let at: GridPoint = point; at.parent !== undefined && count < most; at = at.parent) {
    points.unshift(at);
    count += at.chunk.length;
  }
  return points;
}
