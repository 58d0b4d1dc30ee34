import { confidence, type Calibration as Line } from '../../completion/confidence.ts';
import { fit } from './logistic.ts';

/** One suggestion: log probability that the model gave it (nats), and whether it was exactly right. */
export interface Outcome {
  readonly logprob: number;
  readonly exact: boolean;
}

/** Suggestions whose confidence lies in [from, to). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly cases: number;
  readonly confidence: number;
  readonly right: number;
}

/** What showing only suggestions of at least this confidence does; all are shares of 1. */
export interface Cut {
  readonly threshold: number;
  readonly shown: number;
  readonly rightOfShown: number;
  readonly rightKept: number;
}

export interface Fitted extends Line, Quality {
  readonly cases: number;
  readonly threshold: number;
  readonly cuts: readonly Cut[];
}

export interface Quality {
  /** Mean squared distance between confidence and outcome. */
  readonly brier: number;
  /** Mean distance between confidence and share right, over the bins, weighted by cases. */
  readonly calibrationError: number;
  readonly reliability: readonly Bin[];
}

/** The default: what is shown is more likely right than not. */
const THRESHOLD = 0.5;

/** logit(exp(logprob)), as `confidence` takes it. */
function logit(logprob: number): number {
  const nats = Math.min(logprob, -1e-6);
  return nats - Math.log(-Math.expm1(nats));
}

/** Fits confidence to outcomes; undefined with fewer than 10 right or 10 wrong, which say too little. */
export function calibrate(outcomes: readonly Outcome[]): Fitted | undefined {
  const right = outcomes.filter((outcome) => outcome.exact).length;
  if (right < 10 || outcomes.length - right < 10) return undefined;
  const line = fit(
    outcomes.map((outcome) => logit(outcome.logprob)),
    outcomes.map((outcome) => outcome.exact),
  );
  return {
    cases: outcomes.length,
    ...line,
    threshold: THRESHOLD,
    ...quality(outcomes, line),
    cuts: Array.from({ length: 10 }, (_, i) => cut(outcomes, line, i / 10)),
  };
}

/** How well a calibration holds on other outcomes than it was fitted to. */
export function quality(outcomes: readonly Outcome[], line: Line): Quality {
  const pairs = outcomes.map(({ logprob, exact }) => ({ p: confidence(logprob, line), y: exact ? 1 : 0 }));
  const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;
  const reliability = Array.from({ length: 10 }, (_, i) => {
    const inside = pairs.filter(({ p }) => Math.min(9, Math.floor(p * 10)) === i);
    return {
      from: i / 10,
      to: (i + 1) / 10,
      cases: inside.length,
      confidence: mean(inside.map(({ p }) => p)),
      right: mean(inside.map(({ y }) => y)),
    };
  }).filter((bin) => bin.cases > 0);
  return {
    brier: mean(pairs.map(({ p, y }) => (p - y) ** 2)),
    calibrationError: reliability.reduce(
      (sum, bin) => sum + (Math.abs(bin.confidence - bin.right) * bin.cases) / pairs.length,
      0,
    ),
    reliability,
  };
}

/** `rightOfShown` is 0 where nothing is shown. */
export function cut(outcomes: readonly Outcome[], line: Line, threshold: number): Cut {
  const shown = outcomes.filter((outcome) => confidence(outcome.logprob, line) >= threshold);
  const rightShown = shown.filter((outcome) => outcome.exact).length;
  const right = outcomes.filter((outcome) => outcome.exact).length;
  return {
    threshold,
    shown: shown.length / outcomes.length,
    rightOfShown: rightShown / Math.max(1, shown.length),
    rightKept: rightShown / Math.max(1, right),
  };
}
