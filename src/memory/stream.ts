/**
 * The order in which the model is given text, as it was in training:
 *
 *     trunk up to line A - 1 | <suffix> S <middle> line A ... line L - 1, line L as far as the cursor
 *
 * L is the cursor's line; S is what follows the cursor. Pure layout: nothing here knows a state.
 */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { pack, type Packed } from './packed.ts';

/** Lines of a block: the trunk ends at a multiple of it, so that a state serves every cursor in the block. */
const blockLines = 8;
/** The last lines stand right before the cursor, where a recurrent memory is best; this many at least. */
const leadLines = 2;
/** Tokens of S. */
export const mostSuffix = 64;

/** The first line of the branch, A, for a cursor on line L. */
export function blockStart(line: number): number {
  return blockLines * Math.floor(Math.max(0, line - leadLines) / blockLines);
}

/** What a file of the trunk begins with. Its path stands on one line, whatever it is. */
export function header(tokenizer: Tokenizer, path: string): Packed {
  return pack([tokenizer.file, ...tokenizer.line(path.replace(/[\r\n]+/g, ' ')), tokenizer.newline]);
}

/**
 * Whether the rest of the cursor's line is only what closes: then the model writes it too, since it has to say where
 * its own brackets end. Not the empty rest, which there is nothing to write of.
 */
export function isClosing(rest: string): boolean {
  return /^[()[\]{}>;,'"` ]+$/.test(rest);
}

/**
 * S: the rest of the cursor's line, then the newline and the next line, and so on.
 *
 * @param rest of the cursor's line; left out where it is closing
 * @param following how many lines come after the cursor's
 * @param line tokens of the n-th of them
 */
export function suffixOf(
  tokenizer: Tokenizer,
  rest: string,
  following: number,
  line: (index: number) => Packed,
): Packed {
  const newline = pack([tokenizer.newline]);
  let suffix = isClosing(rest) ? '' : pack(tokenizer.line(rest));
  for (let index = 0; index < following && suffix.length < mostSuffix; index++) suffix += newline + line(index);
  return suffix.slice(0, mostSuffix);
}

/** The way from the last point on the trunk's grid to the cursor. */
export interface Branch {
  /** The trunk's tokens after that point: one chunk, where there are any. */
  readonly remainder: Packed;
  /** What is read as one chunk after it: <suffix> and S, as much as a chunk holds. */
  readonly aside: Packed;
  /** What goes by steps: the rest of S and <middle>, then one run a line, then what is kept of the cursor's line. */
  readonly runs: readonly Packed[];
}

/**
 * @param chunk tokens of one chunk
 * @param lead tokens of the lines A to L - 1
 * @param kept tokens kept of the cursor's line
 */
export function branchOf(
  tokenizer: Tokenizer,
  chunk: number,
  remainder: Packed,
  suffix: Packed,
  lead: readonly Packed[],
  kept: Packed,
): Branch {
  const newline = pack([tokenizer.newline]);
  const aside = pack([tokenizer.suffix]) + suffix;
  return {
    remainder,
    aside: aside.slice(0, chunk),
    runs: [
      aside.slice(chunk) + pack([tokenizer.middle]),
      ...lead.map((line) => line + newline),
      ...(kept === '' ? [] : [kept]),
    ],
  };
}

/** Tokens. */
export function lengthOf({ remainder, aside, runs }: Branch): number {
  return remainder.length + aside.length + runs.reduce((sum, run) => sum + run.length, 0);
}
