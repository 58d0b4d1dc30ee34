import type { Tokenizer } from '../../../tokenizer/tokenizer.ts';
import { linesIn, tokensOf } from '../bits.ts';
import { neighbours } from '../neighbours.ts';
import { shuffled } from '../draw.ts';
import { unreadableLines, unreadableText } from '../../../memory/limits.ts';
import type { Text } from '../texts.ts';

/** Tokens at a file's end that are predicted. */
export const LAST = 512;
/** Tokens of a file that is asked about: little of its own stands before its last ones. */
const MOST = 2048;

/** A file and the other files of its package before it, none of them a copy of it. */
export class Stream {
  readonly file: Text;
  readonly others: readonly Text[];
  /** Tokens of the others. */
  readonly before: readonly number[];
  /** Tokens of the file, with its header. */
  readonly own: readonly number[];

  constructor(file: Text, files: readonly Text[], tokenizer: Tokenizer) {
    this.file = file;
    this.others = neighbours(file, files).filter(isRead);
    this.before = this.others.flatMap((other) => tokensOf(other, tokenizer).tokens);
    this.own = tokensOf(file, tokenizer).tokens;
  }
}

/** One of the files that have between LAST and MOST tokens, drawn; undefined where there is none. */
export function subjectOf(files: readonly Text[], tokenizer: Tokenizer, next: () => number): Text | undefined {
  const ordered = files.filter(isRead).toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  return shuffled(ordered, next).find((file) => {
    if (file.bytes > 8 * MOST) return false;
    const { length } = tokensOf(file, tokenizer).tokens;
    return length > LAST && length <= MOST;
  });
}

function isRead(file: Text): boolean {
  return unreadableText(file.text) === undefined && unreadableLines(linesIn(file.text)) === undefined;
}
