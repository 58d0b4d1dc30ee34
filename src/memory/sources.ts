/** What a suggestion may be copied from: the file around the cursor, and the files beside it. */
import type { Mixture } from '../engine/pointer/mixture.ts';
import { Pointer, type Place } from '../engine/pointer/pointer.ts';
import { TokenIndex } from '../engine/pointer/token-index.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Document } from './document.ts';
import { pack, unpack, type Packed } from './packed.ts';

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
  readonly #newline: Packed;
  readonly #above = new TokenIndex();
  readonly #below = new TokenIndex();
  readonly #beside = new TokenIndex();
  /** The file at the cursor. */
  #current: Source | undefined;
  #firstBelow = 0;
  /** Where each file beside begins. */
  #starts: (Source & { readonly at: number })[] = [];

  constructor(tokenizer: Tokenizer, mixture: Mixture) {
    this.#tokenizer = tokenizer;
    this.#mixture = mixture;
    this.#newline = pack([tokenizer.newline]);
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
    const above = this.#lines(document, 0, line) + kept;
    this.#above.become(above);
    this.#below.become(this.#lines(document, line + 1, document.length));
    this.#becomeBeside(beside);
    this.#current = current;
    this.#firstBelow = line + 1;
    return new Pointer({
      sources: [this.#above, this.#below, this.#beside],
      context: unpack(above.slice(-64)),
      mixture: this.#mixture,
      copies: (token) => this.#tokenizer.bytes(token) !== undefined,
    });
  }

  /** Of a place that the last pointer found. */
  origin({ source, position }: Place): Origin {
    if (source !== this.#beside) {
      const first = source === this.#below ? this.#firstBelow : 0;
      return originOf(this.#current!, first + this.#newlines(source, 0, position));
    }
    const start = this.#starts.findLast(({ at }) => at <= position)!;
    return originOf(start, this.#newlines(source, start.at, position));
  }

  /** The UTF-16 units that stand before it in its line. */
  column({ source, position }: Place): number {
    const { newline, file } = this.#tokenizer;
    let start = position;
    while (start > 0 && source.at(start - 1) !== newline && source.at(start - 1) !== file) start -= 1;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let column = 0;
    for (let at = start; at < position; at++) {
      column += decoder.decode(this.#tokenizer.bytes(source.at(at)), { stream: true }).length;
    }
    return column;
  }

  #becomeBeside(beside: readonly Source[]): void {
    const gap = pack([this.#tokenizer.file]);
    let room = mostBeside;
    const chosen = beside.toReversed().flatMap(({ path, document }) => {
      const tokens = this.#lines(document, 0, document.length);
      if (tokens.length > room) return [];
      room -= tokens.length;
      return { path, document, tokens };
    });
    let text = '';
    this.#starts = [];
    for (const { tokens, ...file } of chosen.reverse()) {
      // The marker is nobody's context, so that no match goes on from one file to the next.
      text += gap;
      this.#starts.push({ ...file, at: text.length });
      text += tokens;
    }
    this.#beside.become(text);
  }

  #lines(document: Document, from: number, to: number): Packed {
    let tokens = '';
    for (let line = from; line < to; line++) tokens += document.line(line) + this.#newline;
    return tokens;
  }

  #newlines(source: TokenIndex, from: number, to: number): number {
    let count = 0;
    for (let at = from; at < to; at++) if (source.at(at) === this.#tokenizer.newline) count += 1;
    return count;
  }
}

function originOf({ path, document }: Source, line: number): Origin {
  return { path, line: document.standsAt(line) + 1 };
}
