import { remaining, type ForgottenAround, type LineSpan, type Numbered } from './forgotten.ts';
import { unreadableLines, unreadableText } from './limits.ts';

export interface SourceFile {
  /** POSIX, relative to the workspace folder, or `untitled.<ext>`. */
  readonly path: string;
  readonly text: string;
  /** Lines of it that are not read. */
  readonly forgotten?: readonly LineSpan[] | undefined;
}

/** A cursor in a text: all that a suggestion depends on. */
export interface CompletionRequest {
  readonly path: string;
  /** The whole text before the cursor. */
  readonly prefix: string;
  /** The whole text after it. */
  readonly suffix: string;
  /** Lines that are not read; of the cursor's line then nothing is. */
  readonly forgotten?: ForgottenAround | undefined;
  readonly lines: 'one' | 'block';
  /** How many other texts are wanted beside the likeliest; none where it is left out. */
  readonly alternatives?: number;
  /** Other files, in this order before this one: the model reads the last of them, and what all say may be copied. */
  readonly context: readonly SourceFile[];
}

export type TextAtCursor = Pick<CompletionRequest, 'prefix' | 'suffix' | 'forgotten'>;

/** A text that is not read, and why. */
export interface Refused {
  readonly refused: string;
}

/** The text with `\n` line ends only. A cursor inside `\r\n` stands before it. */
export function withPlainLineEnds({ prefix, suffix }: TextAtCursor): TextAtCursor {
  const inside = prefix.endsWith('\r') && suffix.startsWith('\n');
  return { prefix: plain(inside ? prefix.slice(0, -1) : prefix), suffix: plain(suffix) };
}

/** The lines of a file that is read as context; undefined where it is not read, or nothing is left of it. */
export function contextLines({ text, forgotten = [] }: Omit<SourceFile, 'path'>): Numbered | undefined {
  if (unreadableText(text) !== undefined) return undefined;
  const left = remaining(plain(text).split('\n'), forgotten);
  return left.lines.length > 0 && unreadableLines(left.lines) === undefined ? left : undefined;
}

function plain(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
