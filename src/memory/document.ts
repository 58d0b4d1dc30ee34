import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Numbered } from './forgotten.ts';
import { Grid, type Cut } from './grid.ts';
import { pack, type Packed } from './packed.ts';
import { header } from './stream.ts';

/** Lines are tokenised this many characters at a time (about 5 ms) before messages get their turn. */
const mostAtOnce = 4000;

/**
 * A file as lines of tokens. A new text is told from the last one by the lines that both begin and end with; only
 * lines between them are tokenised anew, and only once somebody asks for them.
 */
export class Document {
  readonly path: string;
  readonly #tokenizer: Tokenizer;
  readonly #newline: Packed;
  #lines: readonly string[] = [];
  #numbers: readonly number[] | undefined;
  /** Tokens of each line, without its newline. */
  #tokens: (Packed | undefined)[] = [];
  /** Header and lines as the trunk has them, as far as they were asked for. */
  readonly #grid: Grid;
  /** Where each line on the grid starts, and where the last one ends. */
  readonly #starts: number[];

  /** @param chunk tokens of one chunk of the grid */
  constructor(path: string, tokenizer: Tokenizer, chunk: number) {
    this.path = path;
    this.#tokenizer = tokenizer;
    this.#newline = pack([tokenizer.newline]);
    this.#grid = new Grid(chunk);
    this.#grid.append(header(tokenizer, path));
    this.#starts = [this.#grid.length];
  }

  /** Lines that the trunk has of the whole file: a final newline makes no empty line. */
  get length(): number {
    return this.#lines.length - (this.#lines.at(-1) === '' ? 1 : 0);
  }

  /** Where its lines stand in the file; undefined where all of the file's lines are here. */
  get numbers(): readonly number[] | undefined {
    return this.#numbers;
  }

  /** @param text the new text, split at its line ends; must not be changed afterwards */
  update({ lines, numbers }: Numbered): void {
    this.#numbers = numbers;
    const old = this.#lines;
    const shorter = Math.min(old.length, lines.length);
    let head = 0;
    while (head < shorter && old[head] === lines[head]) head += 1;
    let tail = 0;
    while (tail < shorter - head && old[old.length - 1 - tail] === lines[lines.length - 1 - tail]) tail += 1;
    this.#lines = lines;
    if (head === lines.length && head === old.length) return;
    this.#tokens = this.#tokens
      .slice(0, head)
      .concat(Array<undefined>(lines.length - head - tail).fill(undefined), this.#tokens.slice(old.length - tail));
    if (head + 1 < this.#starts.length) {
      this.#starts.length = head + 1;
      this.#grid.truncate(this.#starts[head]!);
    }
  }

  /** The file's line that one of these is. */
  standsAt(line: number): number {
    return this.#numbers?.[line] ?? line;
  }

  /** Tokens of a line, without its newline. */
  line(index: number): Packed {
    return (this.#tokens[index] ??= pack(this.#tokenizer.line(this.#lines[index]!)));
  }

  /** Tokens of the lines from one up to another, that one not among them. */
  lines(from: number, to: number): readonly Packed[] {
    for (let index = from; index < to; index++) this.line(index);
    return this.#tokens.slice(from, to) as Packed[];
  }

  /**
   * Tokenises the first `count` lines, where that is still to be done.
   *
   * @param breathe lets messages through; false once the work is not wanted any more
   * @returns what `breathe` said last
   */
  async prepare(count: number, breathe: () => Promise<boolean>): Promise<boolean> {
    let characters = 0;
    for (let index = 0; index < count; index++) {
      if (this.#tokens[index] !== undefined) continue;
      this.line(index);
      characters += this.#lines[index]!.length + 20;
      if (characters < mostAtOnce) continue;
      characters = 0;
      if (!(await breathe())) return false;
    }
    return true;
  }

  /** Header and the first `count` lines. */
  trunk(count: number): Cut {
    for (let index = this.#starts.length - 1; index < count; index++) {
      this.#grid.append(this.line(index) + this.#newline);
      this.#starts.push(this.#grid.length);
    }
    return this.#grid.upTo(this.#starts[count]!);
  }
}
