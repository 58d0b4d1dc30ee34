/** Where the tokens that were read last stand: in which file, on which line, from which column to which. */
import type { TokenKind } from '../protocol/trace.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { CursorText } from './cursor-text.ts';
import type { Document } from './document.ts';
import { pack, unpack, type Packed } from './packed.ts';
import type { PrimedFile } from './priming.ts';
import { blockStart, header, isClosing, mostSuffix } from './stream.ts';

/** Tokens that stand on one line. */
export interface Stretch {
  readonly kind: TokenKind;
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** UTF-16 units before the first of them. */
  readonly column: number;
  readonly tokens: Packed;
}

/** One token. */
export interface Placed {
  readonly kind: TokenKind;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Empty where a character is spelt by more than one token, but for the last of them. */
  readonly text: string;
}

export interface Cursor {
  /** The other files, in the order in which they were read, as they were then. */
  readonly others: readonly PrimedFile[];
  readonly current: Document;
  readonly text: CursorText;
  /** Tokens kept of the cursor's line. */
  readonly kept: Packed;
  /** What was chosen after them and read in its turn. */
  readonly chosen: Packed;
}

/** The last tokens up to the cursor and what was chosen there, at least `most` of them where there are as many. */
export function lastPlaces(tokenizer: Tokenizer, cursor: Cursor, most: number): Placed[] {
  const stretches: Stretch[] = [];
  let count = 0;
  for (const stretch of backwards(tokenizer, cursor)) {
    stretches.unshift(stretch);
    count += stretch.tokens.length;
    if (count >= most) break;
  }
  return stretches.flatMap((stretch) => placed(tokenizer, stretch)).slice(-most);
}

/** The stream from its end to its beginning. Where its tokens come from, stream.ts says. */
function* backwards(tokenizer: Tokenizer, { others, current, text, kept, chosen }: Cursor): Generator<Stretch> {
  const newline = pack([tokenizer.newline]);
  const { path } = current;
  const at = (kind: TokenKind, line: number, column: number, tokens: Packed): Stretch => {
    return { kind, path, line: current.standsAt(line), column, tokens };
  };
  const cursor = text.line;
  yield at('suggestion', cursor, text.before.length, chosen);
  yield at('text', cursor, 0, kept);
  for (let line = cursor - 1; line >= blockStart(cursor); line--)
    yield at('text', line, 0, current.line(line) + newline);
  yield at('mark', cursor, text.before.length, pack([tokenizer.middle]));
  const after = [at('text', cursor, text.before.length, isClosing(text.after) ? '' : pack(tokenizer.line(text.after)))];
  let count = after[0]!.tokens.length;
  for (let line = cursor + 1; line < text.lines.length && count < mostSuffix; line++) {
    after[after.length - 1] = withNewline(after.at(-1)!, newline);
    after.push(at('text', line, 0, current.line(line)));
    count += 1 + current.line(line).length;
  }
  yield* cut(after, mostSuffix).reverse();
  yield at('mark', cursor, text.before.length, pack([tokenizer.suffix]));
  for (let line = blockStart(cursor) - 1; line >= 0; line--) yield at('text', line, 0, current.line(line) + newline);
  yield at('header', 0, 0, header(tokenizer, path));
  for (const file of others.toReversed()) yield* linesOf(file, newline).reverse();
}

/** A file that was read whole: the line with its path, then its own. */
function linesOf({ path, chunks, numbers }: PrimedFile, newline: Packed): Stretch[] {
  const lines = chunks.join('').split(newline).slice(0, -1);
  return lines.map((tokens, i) => {
    const line = numbers?.[i - 1] ?? Math.max(0, i - 1);
    return { kind: i === 0 ? 'header' : 'text', path, line, column: 0, tokens: tokens + newline };
  });
}

function withNewline(stretch: Stretch, newline: Packed): Stretch {
  return { ...stretch, tokens: stretch.tokens + newline };
}

/** The first `most` tokens. */
function cut(stretches: readonly Stretch[], most: number): Stretch[] {
  let left = most;
  return stretches.map((stretch) => {
    const tokens = stretch.tokens.slice(0, left);
    left -= tokens.length;
    return { ...stretch, tokens };
  });
}

function placed(tokenizer: Tokenizer, { kind, path, line, column, tokens }: Stretch): Placed[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let at = column;
  return unpack(tokens).map((token) => {
    const bytes = tokenizer.bytes(token);
    const text = bytes === undefined ? '' : decoder.decode(bytes, { stream: true });
    const start = at;
    if (kind === 'text' || kind === 'suggestion') at += text.length;
    return { kind, path, line, column: start, text };
  });
}
