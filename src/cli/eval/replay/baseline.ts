import { fit } from '../logistic.ts';
import type { Guesser, TypingSystem } from './typing-system.ts';
import type { Start } from './typist.ts';

/**
 * A baseline with a confidence like the model's: the probability that the rest of the line begins with its guess, by
 * logistic regression on its score, fitted at places of other packages than those of the replay.
 */
export function calibrated(guesser: Guesser, places: readonly Start[]): TypingSystem {
  const guesses = places.flatMap((start) => {
    const guess = guesser.guess(start, start.prefix);
    return guess === undefined ? [] : [{ score: guess.score, right: start.rest.startsWith(guess.text.trimEnd()) }];
  });
  const { slope, intercept } = fit(
    guesses.map(({ score }) => score),
    guesses.map(({ right }) => right),
  );
  return {
    name: guesser.name,
    answer: (start, prefix) => {
      const guess = guesser.guess(start, prefix);
      const confidence = guess === undefined ? 0 : 1 / (1 + Math.exp(-(slope * guess.score + intercept)));
      return Promise.resolve({
        candidates: [{ text: guess?.text ?? '', confidences: [confidence] }],
        replaceRest: false,
      });
    },
  };
}
