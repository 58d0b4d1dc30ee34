import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrate, quality } from '../../../src/cli/eval/calibration.ts';
import { fit } from '../../../src/cli/eval/logistic.ts';
import { random } from '../../../src/cli/eval/random.ts';
import { confidence } from '../../../src/completion/confidence.ts';

/** Suggestions that are right exactly as often as `line` says. */
function outcomes(count: number, line: { slope: number; intercept: number }) {
  const next = random(5);
  return Array.from({ length: count }, () => {
    const logprob = 4 * Math.log(next());
    return { logprob, exact: next() < confidence(logprob, line) };
  });
}

test('finds the line that made the outcomes', () => {
  const fitted = calibrate(outcomes(20_000, { slope: 0.7, intercept: -0.4 }))!;
  assert.ok(Math.abs(fitted.slope - 0.7) < 0.03, `slope ${fitted.slope}`);
  assert.ok(Math.abs(fitted.intercept + 0.4) < 0.06, `intercept ${fitted.intercept}`);
  assert.ok(fitted.calibrationError < 0.02);
});

test('at the threshold a suggestion is as likely right as wrong', () => {
  const all = outcomes(20_000, { slope: 1, intercept: 0 });
  const fitted = calibrate(all)!;
  const near = all.filter(({ logprob }) => Math.abs(confidence(logprob, fitted) - fitted.threshold) < 0.05);
  const right = near.filter(({ exact }) => exact).length / near.length;
  assert.ok(Math.abs(right - 0.5) < 0.06, `${right} of ${near.length}`);
});

test('cases that can be told apart without error still have a finite line', () => {
  const x = [-3, -2, -1, 1, 2, 3];
  const { slope, intercept } = fit(
    x,
    x.map((value) => value > 0),
  );
  assert.ok(slope > 1 && slope < 100);
  assert.ok(Math.abs(intercept) < 1e-6);
});

test('too few of either kind say nothing', () => {
  assert.equal(calibrate(Array.from({ length: 50 }, (_, i) => ({ logprob: -i, exact: i < 5 }))), undefined);
});

test('the reliability table counts every case once', () => {
  const all = outcomes(500, { slope: 1, intercept: 0 });
  const { reliability } = quality(all, { slope: 1, intercept: 0 });
  assert.equal(
    reliability.reduce((sum, bin) => sum + bin.cases, 0),
    500,
  );
  assert.ok(reliability.every((bin) => bin.confidence >= bin.from && bin.confidence <= bin.to));
});
