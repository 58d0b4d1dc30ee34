import type { Document } from './document.ts';
import type { Library } from './library.ts';
import type { Packed } from './packed.ts';
import type { SourceFile } from './request.ts';
import type { GridPoint } from './timeline.ts';

/** Another file that has been read to its end. */
export interface PrimedFile {
  readonly path: string;
  /** Its tokens, as the trunk has them. */
  readonly chunks: readonly Packed[];
  /** Where its lines stand, where some of it is not read. */
  readonly numbers?: readonly number[] | undefined;
}

/** The other files of one that is written. */
export interface Primed {
  readonly files: readonly PrimedFile[];
  /** Where the trunk was when they had been read; undefined where there was nothing to read. */
  readonly point: GridPoint | undefined;
}

/** Files that are written in turn; each has its own other files. */
const mostPrimed = 4;

/**
 * Which other files stand in the trunk before the one that is written: as many whole files as the model gains from, the
 * last ones of the list. They are read in the background; until that is done, those that were read before serve, as long
 * as they are still on the list, or none.
 */
export class Priming {
  readonly #library: Library;
  readonly #most: number;
  /** By the path of the current file, in order of use. */
  readonly #primed = new Map<string, Primed>();

  /** @param most tokens of other files */
  constructor(library: Library, most: number) {
    this.#library = library;
    this.#most = most;
  }

  /** The states that must not be let go. */
  get points(): ReadonlySet<GridPoint> {
    return new Set([...this.#primed.values()].flatMap(({ point }) => point ?? []));
  }

  /** What of the files has been read, for the current one. */
  known(files: readonly SourceFile[], current: string): readonly PrimedFile[] {
    const primed = this.#primed.get(current)?.files ?? [];
    return primed.every(({ path }) => files.some((file) => file.path === path)) ? primed : [];
  }

  /**
   * The files that are to be read.
   *
   * @param breathe lets messages through; false once the work is not wanted any more
   * @returns undefined where it is not
   */
  async prepare(
    files: readonly SourceFile[],
    current: string,
    breathe: () => Promise<boolean>,
  ): Promise<PrimedFile[] | undefined> {
    const read: PrimedFile[] = [];
    if (this.#most === 0) return read;
    let left = this.#most;
    for (const { path, document } of this.#library.context(files, current).reverse()) {
      if (!(await document.prepare(document.length, breathe))) return undefined;
      const chunks = chunksOf(document);
      left -= chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      if (left < 0) break;
      read.unshift({ path, chunks, numbers: document.numbers });
    }
    return read;
  }

  /** Lets go of what was read with one of these files before it, or of everything. */
  forget(paths: readonly string[] | 'everything'): void {
    for (const [current, { files }] of this.#primed) {
      if (paths === 'everything' || files.some(({ path }) => paths.includes(path))) this.#primed.delete(current);
    }
  }

  /** From now on these are the current file's other files. */
  done(current: string, primed: Primed): void {
    this.#primed.delete(current);
    this.#primed.set(current, primed);
    for (const path of [...this.#primed.keys()].slice(0, -mostPrimed)) this.#primed.delete(path);
  }
}

function chunksOf(document: Document): Packed[] {
  const { full, remainder } = document.trunk(document.length);
  return remainder === '' ? [...full] : [...full, remainder];
}
