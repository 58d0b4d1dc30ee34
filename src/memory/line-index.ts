/** Lines in a token index. Which of them changed is seen by whole lines, so a key costs what it changed and little more. */
import { TokenIndex } from '../engine/pointer/token-index.ts';
import type { Packed } from './packed.ts';

export class LineIndex {
  readonly tokens = new TokenIndex();
  readonly #newline: Packed;
  #lines: readonly Packed[] = [];
  /** Where each line begins, and where the last one ends. */
  readonly #starts = [0];

  /** @param newline what stands behind each line */
  constructor(newline: Packed) {
    this.#newline = newline;
  }

  /**
   * Makes the index that of these lines; those that it begins with already stay.
   *
   * @param lines without their newlines; must not be changed afterwards
   * @param rest what stands behind the last newline
   */
  become(lines: readonly Packed[], rest: Packed = ''): void {
    const shorter = Math.min(this.#lines.length, lines.length);
    let same = 0;
    while (same < shorter && this.#lines[same] === lines[same]) same += 1;
    this.tokens.truncate(this.#starts[same]!);
    this.#starts.length = same + 1;
    for (let line = same; line < lines.length; line++) {
      this.tokens.append(lines[line]! + this.#newline);
      this.#starts.push(this.tokens.length);
    }
    this.tokens.append(rest);
    this.#lines = lines;
  }

  /** The line that a token stands in. */
  lineOf(position: number): number {
    return this.#starts.findLastIndex((start) => start <= position);
  }

  /** The tokens before one in its line. */
  before(position: number): number[] {
    const start = this.#starts[this.lineOf(position)]!;
    return Array.from({ length: position - start }, (_, i) => this.tokens.at(start + i));
  }
}
