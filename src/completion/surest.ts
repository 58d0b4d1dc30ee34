/** How much of what the model wrote is shown. */
import { lineAfter } from './line.ts';

/** What the model wrote. */
export interface Candidate {
  readonly text: string;
  /** Calibrated, up to the end of each line of the text. */
  readonly confidences: readonly number[];
  /** Where the first line could end early, or goes no further. */
  readonly parts?: readonly Part[];
}

export interface Part {
  /** Characters of the text. */
  readonly length: number;
  /** Calibrated probability that what is wanted begins with them. */
  readonly confidence: number;
}

export interface Surest {
  readonly text: string;
  readonly confidence: number;
  /** The line goes on: only its beginning is shown. */
  readonly part: boolean;
}

/** What is shown, of what there is room for: see `surest`. */
interface Room {
  /** Least confidence wanted. */
  readonly threshold: number | undefined;
  /** The text after the cursor. */
  readonly suffix: string;
}

const letter = /[\p{L}\p{M}\p{N}_$]/u;

/**
 * The part of a text that is likely to save most: its characters, but one for the key that takes it, times how sure the
 * model is of it. A line may end early between two words or signs, where nothing stands after the cursor; a block behind a
 * line. Undefined where nothing reaches the threshold. Who asks has none, and gets the best there is, whole; so does who
 * wants to see all.
 */
export function surest({ text, confidences, parts = [] }: Candidate, { threshold, suffix }: Room): Surest | undefined {
  const lines = lineEnds(text).map((length, i) => ({ length, confidence: confidences[i] ?? 0 }));
  if (threshold === undefined || threshold === 0) {
    return { text, confidence: lines.at(-1)!.confidence, part: false };
  }
  const first = lines[0]!.length;
  const early =
    lineAfter(suffix).trim() === '' ? parts.filter(({ length }) => length <= first && isEnd(text, length)) : [];
  const best = [...lines, ...early]
    .filter(({ confidence }) => confidence >= threshold)
    .map((end) => ({ ...end, saved: end.confidence * (text.slice(0, end.length).trim().length - 1) }))
    .reduce<{ length: number; confidence: number; saved: number } | undefined>(
      (most, end) => (most !== undefined && most.saved >= end.saved ? most : end),
      undefined,
    );
  if (best === undefined) return undefined;
  return { text: text.slice(0, best.length), confidence: best.confidence, part: best.length < first };
}

function lineEnds(text: string): number[] {
  let end = -1;
  return text.split('\n').map((line) => (end += line.length + 1));
}

/** Not inside of a word, not behind a blank, and not where nothing is saved. */
function isEnd(text: string, length: number): boolean {
  const [before = '', after = ''] = [text[length - 1], text[length]];
  return length > 1 && before.trim() !== '' && !(letter.test(before) && letter.test(after));
}
