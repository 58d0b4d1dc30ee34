import { unreadableLines, unreadableText } from './limits.ts';

export interface SourceFile {
  /** POSIX, relative to the workspace folder, or `untitled.<ext>`. */
  readonly path: string;
  readonly text: string;
}

/** A cursor in a text: all that a suggestion depends on. */
export interface CompletionRequest {
  readonly path: string;
  /** The whole text before the cursor. */
  readonly prefix: string;
  /** The whole text after it. */
  readonly suffix: string;
  readonly lines: 'one' | 'block';
  /** How many other texts are wanted beside the likeliest; none where it is left out. */
  readonly alternatives?: number;
  /** Other files, in this order before this one: the model reads the last of them, and what all say may be copied. */
  readonly context: readonly SourceFile[];
}

export type TextAtCursor = Pick<CompletionRequest, 'prefix' | 'suffix'>;

/** A text that is not read, and why. */
export interface Refused {
  readonly refused: string;
}

/** The text with `\n` line ends only. A cursor inside `\r\n` stands before it. */
export function withPlainLineEnds({ prefix, suffix }: TextAtCursor): TextAtCursor {
  const inside = prefix.endsWith('\r') && suffix.startsWith('\n');
  return { prefix: plain(inside ? prefix.slice(0, -1) : prefix), suffix: plain(suffix) };
}

/** The lines of a file that is read as context; undefined where it is not read. */
export function contextLines(text: string): string[] | undefined {
  if (unreadableText(text) !== undefined) return undefined;
  const lines = plain(text).split('\n');
  return unreadableLines(lines) === undefined ? lines : undefined;
}

function plain(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
