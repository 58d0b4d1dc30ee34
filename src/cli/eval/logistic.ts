import type { Calibration as Line } from '../../completion/confidence.ts';

/**
 * Logistic regression of one variable by Newton's method, halving a step that would lose likelihood. A weak prior
 * (variance 100 on both) keeps the answer finite where the cases can be told apart without error.
 */
export function fit(x: readonly number[], y: readonly boolean[]): Line {
  let line: Line = { slope: 0, intercept: 0 };
  let best = objective(x, y, line);
  for (let round = 0; round < 100; round++) {
    const step = newton(x, y, line);
    let size = 1;
    let next = moved(line, step, size);
    while (objective(x, y, next) < best && size > 1e-10) {
      size /= 2;
      next = moved(line, step, size);
    }
    const value = objective(x, y, next);
    if (!(value > best)) break;
    [line, best] = [next, value];
  }
  return line;
}

function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

const PRECISION = 0.01;

function objective(x: readonly number[], y: readonly boolean[], { slope, intercept }: Line): number {
  let sum = (-PRECISION * (slope * slope + intercept * intercept)) / 2;
  for (let i = 0; i < x.length; i++) {
    const z = (slope * x[i]! + intercept) * (y[i] ? 1 : -1);
    sum -= z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z;
  }
  return sum;
}

function newton(x: readonly number[], y: readonly boolean[], { slope, intercept }: Line): Line {
  let [gs, gi] = [-PRECISION * slope, -PRECISION * intercept];
  let [ss, si, ii] = [PRECISION, 0, PRECISION];
  for (let i = 0; i < x.length; i++) {
    const p = sigmoid(slope * x[i]! + intercept);
    const error = (y[i] ? 1 : 0) - p;
    const weight = p * (1 - p);
    gs += error * x[i]!;
    gi += error;
    ss += weight * x[i]! * x[i]!;
    si += weight * x[i]!;
    ii += weight;
  }
  const determinant = ss * ii - si * si;
  return { slope: (ii * gs - si * gi) / determinant, intercept: (ss * gi - si * gs) / determinant };
}

function moved(line: Line, step: Line, size: number): Line {
  return { slope: line.slope + size * step.slope, intercept: line.intercept + size * step.intercept };
}
