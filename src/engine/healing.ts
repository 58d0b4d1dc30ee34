/**
 * Token healing. Text is cut into pieces greedily, so a word that is typed half ends in pieces that the whole word
 * would not have: after `req` the model has rarely seen `uest`, because `request` is one piece. So the last word is
 * given back and decoded again, under the constraint that the output starts with its bytes.
 */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

export interface Healing {
  /** The tokens before the cursor that stay. */
  readonly kept: number[];
  /** UTF-8 of the tokens given back: what the output must start with. Empty only on an empty line. */
  readonly required: Uint8Array;
}

/** More would cost more steps than it wins: the pieces of a long word are mostly right but for the last. */
const mostTokens = 6;

/**
 * Splits a line's tokens before the cursor into those that stay and those that are decoded again: enough to cover
 * the last word and the blanks before it (pieces carry their blank in front), at least one, at most six.
 *
 * @param lineTokens the tokens of `linePrefix`
 * @param linePrefix the cursor's line as far as the cursor
 */
export function heal(tokenizer: Tokenizer, lineTokens: readonly number[], linePrefix: string): Healing {
  const wanted = lastWordBytes(linePrefix);
  const back: Uint8Array[] = [];
  let length = 0;
  let keep = lineTokens.length;
  while (keep > 0 && back.length < mostTokens && (back.length === 0 || length < wanted)) {
    const bytes = tokenizer.bytes(lineTokens[keep - 1]!);
    if (bytes === undefined) break;
    back.unshift(bytes);
    length += bytes.length;
    keep -= 1;
  }
  return { kept: lineTokens.slice(0, keep), required: join(back, length) };
}

const word = /[\p{L}\p{N}\p{M}\p{Cs}_$]/u;
const blank = /\s/;
/** No six pieces are longer; a line may have 200 000 characters. */
const longest = 256;

/** UTF-8 length of the word that ends at the cursor and of the blanks before it. */
function lastWordBytes(linePrefix: string): number {
  const lowest = Math.max(0, linePrefix.length - longest);
  let start = linePrefix.length;
  // By UTF-16 units: a surrogate counts as part of a word (Cs), so no character is ever split.
  while (start > lowest && word.test(linePrefix[start - 1]!)) start -= 1;
  while (start > lowest && blank.test(linePrefix[start - 1]!)) start -= 1;
  return new TextEncoder().encode(linePrefix.slice(start)).length;
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
