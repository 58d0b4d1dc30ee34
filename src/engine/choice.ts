/** Greedy choice of one token from logits, outside the graph: where a choice is constrained, and for the first one. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Place } from './pointer/pointer.ts';

export interface Choice {
  readonly token: number;
  /** Nats. */
  readonly logprob: number;
  /** Where it was copied from, if that counted for more than the model. */
  readonly copied?: Place | undefined;
  /** The weight of what may be copied, in the mixture that it was chosen from. */
  readonly weight?: number;
}

/** What may come next, by one opinion or several. */
export interface Distribution {
  /** The likeliest. */
  readonly best: Choice;
  /** Nats, of any token that may come. */
  logprob(token: number): number;
}

/** The model's opinion where only `allowed` (not empty) may come: renormalised over them. */
export function among(logits: Float32Array, allowed: readonly number[]): Distribution {
  let token = allowed[0]!;
  for (const id of allowed) if (logits[id]! > logits[token]!) token = id;
  const sum = logSumExp(logits, allowed);
  return { best: { token, logprob: logits[token]! - sum }, logprob: (id) => logits[id]! - sum };
}

/**
 * The model's opinion, with its choice.
 *
 * @param best of these logits, as the graph chooses
 */
export function free(logits: Float32Array, tokenizer: Tokenizer, oneLine: boolean, best: Choice): Distribution {
  const { end } = tokenizer;
  const stop = stopLogit(logits, tokenizer, oneLine);
  const logit = (id: number): number => (id === end ? stop : logits[id]!);
  // What it was chosen with tells the sum over all: 8192 exponentials, that whoever chose has added up already.
  const sum = logit(best.token) - best.logprob;
  return { best, logprob: (id) => logit(id) - sum };
}

/** The likeliest of `allowed` (not empty); its probability is renormalised over them. */
export function chooseAmong(logits: Float32Array, allowed: readonly number[]): Choice {
  return among(logits, allowed).best;
}

/**
 * The likeliest of all, as the graph chooses: of the control symbols only end; in one-line mode newline and end are one
 * stop, whose probability is their sum and which is reported as end.
 */
export function chooseFree(logits: Float32Array, tokenizer: Tokenizer, oneLine: boolean): Choice {
  const { newline, end } = tokenizer;
  const stop = stopLogit(logits, tokenizer, oneLine);
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

function stopLogit(logits: Float32Array, { newline, end }: Tokenizer, oneLine: boolean): number {
  return oneLine ? logAddExp(logits[end]!, logits[newline]!) : logits[end]!;
}

/**
 * The likeliest tokens beside the one that was chosen, the likeliest first: pieces of text only, none that stops.
 *
 * @param allowed the tokens that may come at all; every one where it is left out
 */
export function runnersUp(
  distribution: Distribution,
  tokenizer: Tokenizer,
  chosen: number,
  most: number,
  allowed?: readonly number[],
): Choice[] {
  const best: Choice[] = [];
  for (const token of allowed ?? Array.from({ length: tokenizer.size }, (_, id) => id)) {
    if (token === chosen || token === tokenizer.newline || tokenizer.bytes(token) === undefined) continue;
    const logprob = distribution.logprob(token);
    const at = best.findIndex((other) => logprob > other.logprob);
    if (at >= 0) best.splice(at, 0, { token, logprob });
    else if (best.length < most) best.push({ token, logprob });
    if (best.length > most) best.pop();
  }
  return best;
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
