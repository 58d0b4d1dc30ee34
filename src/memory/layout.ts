import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { CursorText } from './cursor-text.ts';
import type { Document } from './document.ts';
import type { Packed } from './packed.ts';
import type { PrimedFile } from './priming.ts';
import { blockStart, branchOf, suffixOf, type Branch } from './stream.ts';

/** All that is read for a cursor, in its order. */
export interface Layout {
  /** The trunk's full chunks: the other files, and the current one as far as the branch. */
  readonly chunks: readonly Packed[];
  readonly branch: Branch;
}

/** A place in the stream. */
export interface Spot {
  readonly others: readonly PrimedFile[];
  readonly current: Document;
  readonly text: CursorText;
  /** The cursor's, or the one that will be. */
  readonly line: number;
  /** Tokens kept of it. */
  readonly kept: Packed;
}

/**
 * @param chunk tokens of one chunk
 * @param breathe lets messages through; false once the work is not wanted any more
 * @returns undefined where it is not
 */
export async function layOut(
  tokenizer: Tokenizer,
  chunk: number,
  { others, current, text, line, kept }: Spot,
  breathe: () => Promise<boolean>,
): Promise<Layout | undefined> {
  const start = blockStart(line);
  if (!(await current.prepare(start, breathe))) return undefined;
  const { full, remainder } = current.trunk(start);
  const below = text.line + 1;
  const suffix = suffixOf(tokenizer, text.after, text.lines.length - below, (n) => current.line(below + n));
  const lead = text.lines.slice(start, text.line).map((_, n) => current.line(start + n));
  const branch = branchOf(tokenizer, chunk, remainder, suffix, lead, kept);
  return { chunks: [...others.flatMap(({ chunks }) => chunks), ...full], branch };
}
