import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confidence } from '../../../src/completion/confidence.ts';

const same = { slope: 1, intercept: 0 };

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

describe('confidence', () => {
  it('is the probability itself with slope 1 and intercept 0', () => {
    for (const p of [0.01, 0.3, 0.5, 0.99]) near(confidence(Math.log(p), same), p);
  });

  it('follows slope and intercept', () => {
    near(confidence(Math.log(0.5), { slope: 2, intercept: 1 }), 1 / (1 + Math.exp(-1)));
    near(confidence(Math.log(0.8), { slope: 0.5, intercept: 0 }), 1 / (1 + Math.exp(-0.5 * Math.log(4))));
  });

  it('stays between 0 and 1 at the ends', () => {
    for (const logprob of [0, -1e-12, -800, -1e6, -Infinity]) {
      const p = confidence(logprob, same);
      assert.ok(p >= 0 && p <= 1, `${logprob} gives ${p}`);
    }
    assert.ok(confidence(0, same) > 0.999);
    assert.equal(confidence(-Infinity, same), 0);
    assert.equal(confidence(NaN, same), 0);
  });

  it('never falls as the probability rises', () => {
    const calibration = { slope: 0.7, intercept: -0.4 };
    const values = [-50, -10, -1, -0.1, -0.001, 0].map((logprob) => confidence(logprob, calibration));
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
  });
});
