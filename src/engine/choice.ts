/** Greedy choice of one token from logits, outside the graph: where a choice is constrained, and for the first one. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

export interface Choice {
  readonly token: number;
  /** Nats. */
  readonly logprob: number;
}

/** The likeliest of `allowed` (not empty); its probability is renormalised over them. */
export function chooseAmong(logits: Float32Array, allowed: readonly number[]): Choice {
  let token = allowed[0]!;
  for (const id of allowed) if (logits[id]! > logits[token]!) token = id;
  return { token, logprob: logits[token]! - logSumExp(logits, allowed) };
}

/**
 * The likeliest of all, as the graph chooses: of the control symbols only end; in one-line mode newline and end are
 * one stop, whose probability is their sum and which is reported as end.
 */
export function chooseFree(logits: Float32Array, tokenizer: Tokenizer, oneLine: boolean): Choice {
  const { newline, end } = tokenizer;
  const stop = oneLine ? logAddExp(logits[end]!, logits[newline]!) : logits[end]!;
  let token = end;
  let best = stop;
  for (let id = 0; id < logits.length; id++) {
    if (id === end || (oneLine && id === newline) || tokenizer.bytes(id) === undefined) continue;
    if (logits[id]! > best) {
      best = logits[id]!;
      token = id;
    }
  }
  return { token, logprob: best - logSumExp(logits) };
}

/**
 * The likeliest tokens beside the one that was chosen, the likeliest first: pieces of text only, none that stops.
 *
 * @param allowed the tokens that may come at all; every one where it is left out
 */
export function runnersUp(
  logits: Float32Array,
  tokenizer: Tokenizer,
  chosen: number,
  most: number,
  allowed?: readonly number[],
): Choice[] {
  const sum = logSumExp(logits, allowed);
  const others = (allowed ?? [...logits.keys()]).filter(
    (id) => id !== chosen && id !== tokenizer.newline && tokenizer.bytes(id) !== undefined,
  );
  const best: number[] = [];
  for (const id of others) {
    const at = best.findIndex((other) => logits[id]! > logits[other]!);
    if (at >= 0) best.splice(at, 0, id);
    else if (best.length < most) best.push(id);
    if (best.length > most) best.pop();
  }
  return best.map((token) => ({ token, logprob: logits[token]! - sum }));
}

/** log of the sum of exp, over all logits or those of `ids`; the greatest is taken out first, so nothing overflows. */
function logSumExp(logits: Float32Array, ids?: readonly number[]): number {
  const values = ids === undefined ? logits : ids.map((id) => logits[id]!);
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

function logAddExp(a: number, b: number): number {
  const most = Math.max(a, b);
  if (most === -Infinity) return most;
  return most + Math.log(Math.exp(a - most) + Math.exp(b - most));
}
