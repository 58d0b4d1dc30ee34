import { neighbours } from '../neighbours.ts';
import type { Text } from '../texts.ts';
import type { Guess, Guesser } from './typing-system.ts';
import type { Start } from './typist.ts';

/** Characters before the cursor that are looked for, at most. */
const MOST = 200;
/** Shorter matches say nothing. */
const LEAST = 3;

/**
 * Copies: finds the longest text before the cursor that stood in the file before, or in another file of its package, and
 * goes on as it went on there, to the end of that line. The score is the logarithm of the match's length.
 */
export class Copying implements Guesser {
  readonly name = 'copying';
  readonly #files: readonly Text[];
  /** Of the file asked for last. */
  #around: { readonly file: Text; readonly text: string } | undefined;

  /** @param files all of the split, to find the neighbours among */
  constructor(files: readonly Text[]) {
    this.#files = files;
  }

  guess({ file }: Start, prefix: string): Guess | undefined {
    if (this.#around?.file !== file) {
      const text = neighbours(file, this.#files)
        .map((other) => other.text.replace(/\r\n?/g, '\n'))
        .join('\n');
      this.#around = { file, text };
    }
    const tail = prefix.slice(-MOST);
    const own = longest(tail, (part) => prefix.lastIndexOf(part, prefix.length - part.length - 1));
    const other = longest(tail, (part) => this.#around!.text.lastIndexOf(part));
    // The same length twice: what stands nearer.
    const [match, text] = own.length >= other.length ? [own, prefix] : [other, this.#around.text];
    if (match.length < LEAST) return undefined;
    const start = match.at + match.length;
    const end = text.indexOf('\n', start);
    const copied = text.slice(start, end < 0 ? undefined : end);
    return copied.trim() === '' ? undefined : { text: copied, score: Math.log(match.length) };
  }
}

interface Match {
  readonly length: number;
  readonly at: number;
}

/** The longest end of `tail` that is found. Where one is found, so is every shorter one: the length is halved in on. */
function longest(tail: string, find: (part: string) => number): Match {
  let best: Match = { length: 0, at: -1 };
  let over = tail.length + 1;
  for (let length = LEAST; length < over;) {
    const at = find(tail.slice(tail.length - length));
    if (at >= 0) best = { length, at };
    else over = length;
    length = over > tail.length ? Math.min(2 * best.length, tail.length) : Math.floor((best.length + over) / 2);
    if (length <= best.length) break;
  }
  return best;
}
