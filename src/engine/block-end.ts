/**
 * Where a block ends: where its syntax says so, and else by indentation, at the first line that belongs to what is
 * around it. The model's own end symbol comes first; this rule catches the runs that go on into the next function.
 */

/**
 * What the syntax says of a text that was written at the cursor so far; its last line may be incomplete.
 *
 * @returns length of the part that belongs to the block, where that is over; `inside` where the last whole line ends
 *   inside a string or a comment, whose lines are indented as they please; undefined where it can not tell
 */
export type BlockEnd = (text: string) => number | 'inside' | undefined;

/** Ends in something that wants a deeper line: a bracket, Python's colon, an arrow. */
const opens = /(?:[{([:]|=>)\s*$/;
/** Begins with what belongs to the line that opened the block, on that line's own indentation. */
const belongs = /^\s*(?:[)}\]]|(?:elif|else|except|finally|catch)\b)/;

/**
 * @param opening the line that the block starts on, as far as the cursor
 * @param text what was generated after it so far; its last line may be incomplete
 * @param syntax asked first
 * @returns length of the part of `text` that belongs to the block, without the line break that ends it; undefined
 *   while the block goes on
 */
export function blockEnd(opening: string, text: string, syntax?: BlockEnd): number | undefined {
  const known = syntax?.(text);
  return known === undefined ? byIndentation(opening, text) : known === 'inside' ? undefined : known;
}

function byIndentation(opening: string, text: string): number | undefined {
  const [first = '', ...rest] = text.split('\n');
  const base = indentation(opening);
  const nested = opens.test(opening + first);
  let at = first.length;
  for (const line of rest) {
    const content = line.trim() !== '';
    const width = indentation(line);
    if (content && (width < base || (nested && width === base && !belongs.test(line)))) return trimmed(text, at);
    at += 1 + line.length;
  }
  return undefined;
}

/** Width of the leading blanks; a tab counts as four. */
function indentation(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += 4;
    else if (character === ' ') width += 1;
    else break;
  }
  return width;
}

/** Blank lines before the end belong to what comes next. */
function trimmed(text: string, length: number): number {
  return text.slice(0, length).trimEnd().length;
}
