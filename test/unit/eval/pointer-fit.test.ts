import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitMixture, meanNats } from '../../../src/cli/eval/pointer/fit.ts';
import { copiedShare, type Evidence } from '../../../src/engine/pointer/mixture.ts';
import { random } from '../memory/toy.ts';

/** Tokens that were copied with a probability that the given weights say, else taken from the model. */
function drawn(weights: readonly number[], count: number) {
  const next = random(5);
  return Array.from({ length: count }, () => {
    const evidence: Evidence = {
      length: Math.floor(next() * 20),
      agreement: next(),
      model: -6 * next(),
      best: -next(),
      healing: next() < 0.3,
    };
    const copied = next() < copiedShare(evidence, { spread: 3, weights });
    return { evidence, model: copied ? 0.01 : 0.6, copied: copied ? 0.8 : 0 };
  });
}

test('the weights that the tokens were drawn with are found again', () => {
  const weights = [-2, 1, 1.5, 0.5, -1, 1, 0.5];
  const fitted = fitMixture(drawn(weights, 20_000), 3);
  fitted.weights.forEach((weight, i) => assert.ok(Math.abs(weight - weights[i]!) < 0.35, `${i}: ${weight}`));
});

test('the mixture is never worse on what it was fitted to than either half', () => {
  const followed = drawn([0, 0, 0, 0, 0, 0, 0], 500);
  const one = (weight: number) => meanNats(followed, { spread: 3, weights: [weight, 0, 0, 0, 0, 0, 0] });
  const fitted = meanNats(followed, fitMixture(followed, 3));
  assert.ok(fitted <= one(-20) && fitted <= one(20) && fitted <= one(0));
});

test('nothing to fit to leaves the weights finite, and so does what can be told without error', () => {
  assert.ok(fitMixture([], 3).weights.every((weight) => weight === 0));
  const sure = drawn([20, 0, 0, 0, 0, 0, 0], 100);
  assert.ok(fitMixture(sure, 3).weights.every((weight) => Math.abs(weight) < 50));
});
