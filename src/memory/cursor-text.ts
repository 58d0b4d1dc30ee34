import { unreadableLines, unreadableText } from './limits.ts';
import { withPlainLineEnds, type Refused, type TextAtCursor } from './request.ts';

/** A text as lines, and a cursor in it. */
export interface CursorText {
  /** The whole text. */
  readonly lines: readonly string[];
  /** The cursor's line. */
  readonly line: number;
  /** That line as far as the cursor, and from there on. */
  readonly before: string;
  readonly after: string;
}

/**
 * Cuts the text of requests into lines. A key changes one line, so what stands above and below the cursor's is kept
 * from the request before: comparing it takes a hundredth of the time of cutting it.
 */
export class CursorTexts {
  readonly #above = new LastSplit();
  readonly #below = new LastSplit();

  split(request: TextAtCursor): CursorText | Refused {
    const unreadable = unreadableText(request.prefix, request.suffix);
    if (unreadable !== undefined) return { refused: unreadable };
    const { prefix, suffix } = withPlainLineEnds(request);
    const start = prefix.lastIndexOf('\n');
    const end = suffix.indexOf('\n');
    const above = start < 0 ? [] : this.#above.lines(prefix.slice(0, start));
    const below = end < 0 ? [] : this.#below.lines(suffix.slice(end + 1));
    const before = prefix.slice(start + 1);
    const after = end < 0 ? suffix : suffix.slice(0, end);
    const lines = above.concat(before + after, below);
    const long = unreadableLines(lines);
    return long === undefined ? { lines, line: above.length, before, after } : { refused: long };
  }
}

class LastSplit {
  #text: string | undefined;
  #lines: string[] = [];

  lines(text: string): string[] {
    if (text !== this.#text) {
      this.#text = text;
      this.#lines = text.split('\n');
    }
    return this.#lines;
  }
}
