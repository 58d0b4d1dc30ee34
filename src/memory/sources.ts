/** What a suggestion may be copied from: the file around the cursor, and the files beside it. */
import type { Mixture } from '../engine/pointer/mixture.ts';
import { Pointer, type Place } from '../engine/pointer/pointer.ts';
import { longestMatch } from '../engine/pointer/token-index.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Document } from './document.ts';
import { LineIndex } from './line-index.ts';
import { pack, type Packed } from './packed.ts';

/** Where a line stands. */
export interface Origin {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** Tokens of the files beside, all together; about a megabyte of text. Those that stand further off are left out. */
const mostBeside = 300_000;

/** A file, by the path that it is known by. */
export interface Source {
  readonly path: string;
  readonly document: Document;
}

/** Keeps the indices from one request to the next, so that a key costs the tokens that it changed. */
export class Sources {
  readonly #tokenizer: Tokenizer;
  readonly #mixture: Mixture;
  readonly #above: LineIndex;
  readonly #below: LineIndex;
  readonly #beside: LineIndex;
  /** The file at the cursor. */
  #current: Source | undefined;
  #firstBelow = 0;
  /** The first line of each file beside. */
  #firsts: (Source & { readonly first: number })[] = [];

  constructor(tokenizer: Tokenizer, mixture: Mixture) {
    this.#tokenizer = tokenizer;
    this.#mixture = mixture;
    const newline = pack([tokenizer.newline]);
    this.#above = new LineIndex(newline);
    this.#below = new LineIndex(newline);
    this.#beside = new LineIndex(newline);
  }

  /**
   * What may be copied at a cursor. It serves until the next call.
   *
   * @param line the cursor's
   * @param kept tokens kept of it
   * @param beside the nearest last
   */
  at(current: Source, line: number, kept: Packed, beside: readonly Source[]): Pointer {
    const { document } = current;
    this.#above.become(document.lines(0, line), kept);
    this.#below.become(document.lines(line + 1, document.length));
    this.#becomeBeside(beside);
    this.#current = current;
    this.#firstBelow = line + 1;
    return new Pointer({
      sources: [this.#above.tokens, this.#below.tokens, this.#beside.tokens],
      context: this.#above.tokens.last(longestMatch),
      mixture: this.#mixture,
      copies: (token) => this.#tokenizer.bytes(token) !== undefined,
    });
  }

  /** Of a place that the last pointer found. */
  origin({ source, position }: Place): Origin {
    if (source === this.#above.tokens) return originOf(this.#current!, this.#above.lineOf(position));
    if (source === this.#below.tokens) return originOf(this.#current!, this.#firstBelow + this.#below.lineOf(position));
    const line = this.#beside.lineOf(position);
    const file = this.#firsts.findLast(({ first }) => first <= line)!;
    return originOf(file, line - file.first);
  }

  /** The UTF-16 units that stand before it in its line. */
  column({ source, position }: Place): number {
    const lines = [this.#above, this.#below, this.#beside].find(({ tokens }) => tokens === source)!;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const texts = lines.before(position).map((token) => decoder.decode(this.#tokenizer.bytes(token), { stream: true }));
    return texts.join('').length;
  }

  #becomeBeside(beside: readonly Source[]): void {
    // The marker is nobody's context, so that no match goes on from one file to the next.
    const gap = pack([this.#tokenizer.file]);
    let room = mostBeside;
    const chosen = beside.toReversed().flatMap(({ path, document }) => {
      const lines = document.lines(0, document.length);
      const tokens = lines.reduce((sum, line) => sum + line.length + 1, 0);
      if (tokens > room) return [];
      room -= tokens;
      return { path, document, lines };
    });
    const all: Packed[] = [];
    this.#firsts = chosen.reverse().map(({ path, document, lines }) => {
      all.push(gap);
      const first = all.length;
      for (const line of lines) all.push(line);
      return { path, document, first };
    });
    this.#beside.become(all);
  }
}

function originOf({ path, document }: Source, line: number): Origin {
  return { path, line: document.standsAt(line) + 1 };
}
