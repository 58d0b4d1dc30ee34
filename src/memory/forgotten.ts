/** Lines that are not read though they stand in a text: which they are, and what is left without them. */

/** Some lines of a text, counted from 0. */
export interface LineSpan {
  readonly from: number;
  /** Behind the last of them. */
  readonly to: number;
}

/** The same of a text with a cursor in it: it may change at the cursor without the numbers being wrong. */
export interface ForgottenAround {
  /** Counted from the text's first line; the cursor's line may be among them. */
  readonly above: readonly LineSpan[];
  /** Counted from the line below the cursor's. */
  readonly below: readonly LineSpan[];
}

/** Lines that are read, and where they stand. */
export interface Numbered {
  readonly lines: readonly string[];
  /** Of each line in the whole text; left out where nothing is forgotten. */
  readonly numbers?: readonly number[] | undefined;
}

/** What is left of a text. */
export function remaining(lines: readonly string[], forgotten: readonly LineSpan[]): Numbered {
  if (forgotten.length === 0) return { lines };
  const numbers = [...lines.keys()].filter((line) => !isForgotten(forgotten, line));
  return { lines: numbers.map((line) => lines[line]!), numbers };
}

export function isForgotten(forgotten: readonly LineSpan[], line: number): boolean {
  return forgotten.some(({ from, to }) => from <= line && line < to);
}

/** Lines of a text as seen from one of its lines. */
export function around(forgotten: readonly LineSpan[], cursor: number): ForgottenAround {
  const below = cursor + 1;
  return {
    above: forgotten.filter(({ from }) => from < below).map(({ from, to }) => ({ from, to: Math.min(to, below) })),
    below: forgotten
      .filter(({ to }) => to > below)
      .map(({ from, to }) => ({ from: Math.max(from, below) - below, to: to - below })),
  };
}

/** The lines for which it holds, as spans. */
export function spansOf(count: number, holds: (line: number) => boolean): LineSpan[] {
  const spans: { from: number; to: number }[] = [];
  for (let line = 0; line < count; line++) {
    if (!holds(line)) continue;
    const last = spans.at(-1);
    if (last?.to === line) last.to = line + 1;
    else spans.push({ from: line, to: line + 1 });
  }
  return spans;
}

export function sameSpans(a: readonly LineSpan[], b: readonly LineSpan[]): boolean {
  return a.length === b.length && a.every(({ from, to }, at) => from === b[at]!.from && to === b[at]!.to);
}
