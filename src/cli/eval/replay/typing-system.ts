import type { Answer } from '../../../completion/suggest.ts';
import type { Start } from './typist.ts';

/** What suggests in the replay. */
export interface TypingSystem {
  readonly name: string;
  /** What it would write at a cursor in `start.file`, whose text before it is `prefix`. */
  answer(start: Start, prefix: string): Promise<Answer>;
}

/** A guess and what its maker knows of its worth: the higher, the likelier right. */
export interface Guess {
  readonly text: string;
  readonly score: number;
}

/** Of a baseline: guesses whose scores are still to be turned into probabilities. */
export interface Guesser {
  readonly name: string;
  guess(start: Start, prefix: string): Guess | undefined;
}
