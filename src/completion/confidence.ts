/** How a model's own probabilities map to how often it is right; fitted on held-out files, kept in `model.json`. */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/** Beyond this the model's certainty says nothing more, and its logit would be infinite. */
const nearest = 1e-6;

/**
 * The calibrated probability that a suggestion is exactly right: sigmoid(slope * logit(exp(logprob)) + intercept).
 *
 * @param logprob sum of the log probabilities of its tokens, in nats (at most 0)
 */
export function confidence(logprob: number, { slope, intercept }: Calibration): number {
  if (Number.isNaN(logprob)) return 0;
  const nats = Math.min(logprob, -nearest);
  // log(p / (1 - p)) without forming p, which is 0 in floating point for a long unlikely text.
  const logit = nats === -Infinity ? -Infinity : nats - Math.log(-Math.expm1(nats));
  return sigmoid(slope * logit + intercept);
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
