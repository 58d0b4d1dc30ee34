import { isForgotten, remaining, type ForgottenAround, type Numbered } from './forgotten.ts';
import { unreadableLines, unreadableText } from './limits.ts';
import { withPlainLineEnds, type Refused, type TextAtCursor } from './request.ts';

/** A text as lines, without those that are forgotten, and a cursor in it. */
export interface CursorText extends Numbered {
  /** The cursor's line among them. */
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
    const whole = { lines: above.concat(before + after, below), line: above.length, before, after };
    const text = request.forgotten ? withoutForgotten(whole, request.forgotten) : whole;
    const long = unreadableLines(text.lines);
    return long === undefined ? text : { refused: long };
  }
}

/** The cursor's line stays, though nothing may be left on it. */
function withoutForgotten({ lines, line, before, after }: CursorText, { above, below }: ForgottenAround): CursorText {
  const mine = isForgotten(above, line) ? { before: '', after: '' } : { before, after };
  const top = remaining(lines.slice(0, line), above);
  const bottom = remaining(lines.slice(line + 1), below);
  const shifted = bottom.lines.map((_, at) => line + 1 + (bottom.numbers?.[at] ?? at));
  return {
    lines: [...top.lines, mine.before + mine.after, ...bottom.lines],
    numbers: [...top.lines.map((_, at) => top.numbers?.[at] ?? at), line, ...shifted],
    line: top.lines.length,
    ...mine,
  };
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
