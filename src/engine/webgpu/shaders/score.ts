import { run } from './common.ts';

/** Of a part of the logits: the log of the sum of exp, as (greatest, sum beside it), by 256 threads. */
const sums = `
var<workgroup> sums: array<vec2f, 256>;

fn joined(a: vec2f, b: vec2f) -> vec2f {
  let most = max(a.x, b.x);
  return vec2f(most, a.y * exp(a.x - most) + b.y * exp(b.x - most));
}

fn part(base: u32, vocab: u32, thread: u32) -> vec2f {
  var most = -3e38;
  for (var i = thread; i < vocab; i += 256u) { most = max(most, logits[base + i]); }
  var sum = 0.0;
  for (var i = thread; i < vocab; i += 256u) { sum += exp(logits[base + i] - most); }
  return vec2f(most, sum);
}
`;

/** Minus log probability of each token's target, a workgroup a token; targets lie behind the chunk's tokens. */
export const score = (chunk: number, places: number): string => `
struct Op { vocab: u32 }
@group(0) @binding(0) var<uniform> op: Op;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read_write> run: Run;
${run(places)}${sums}
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.y;
  sums[thread] = part(row * op.vocab, op.vocab, thread);
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) { sums[thread] = joined(sums[thread], sums[thread + half]); }
  }
  if (thread == 0u) {
    let target_logit = logits[row * op.vocab + run.tokens[${chunk}u + row]];
    run.logprobs[row] = sums[0].x + log(sums[0].y) - target_logit;
  }
}
`;

/**
 * The greedy choice, as choice.ts has the rule: the likeliest token that is not masked; on a line newline and end are
 * one stop. It is written behind the tokens that were fed, and is the next one to be fed.
 */
export const choose = (end: number, newline: number, places: number): string => `
struct Op { vocab: u32 }
@group(0) @binding(0) var<uniform> op: Op;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read_write> run: Run;
@group(0) @binding(3) var<storage, read> masked: array<u32>;
${run(places)}${sums}
const END = ${end}u;
const NEWLINE = ${newline}u;
struct Best { score: f32, token: u32 }
var<workgroup> best: array<Best, 256>;

fn better(a: Best, b: Best) -> Best {
  if (b.score > a.score || (b.score == a.score && b.token < a.token)) { return b; }
  return a;
}

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  sums[thread] = part(0u, op.vocab, thread);
  let one_line = run.one_line != 0u;
  var mine = Best(-3e38, END);
  for (var i = thread; i < op.vocab; i += 256u) {
    let stops = one_line && (i == NEWLINE || i == END);
    if (masked[i] == 0u && !stops) { mine = better(mine, Best(logits[i], i)); }
  }
  best[thread] = mine;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      sums[thread] = joined(sums[thread], sums[thread + half]);
      best[thread] = better(best[thread], best[thread + half]);
    }
  }
  if (thread == 0u && run.done == 0u) {
    mine = best[0];
    if (one_line) {
      let most = max(logits[END], logits[NEWLINE]);
      let stop = most + log(exp(logits[END] - most) + exp(logits[NEWLINE] - most));
      mine = better(mine, Best(stop, END));
    }
    let place = run.at + run.rows;
    run.tokens[place] = mine.token;
    run.logprobs[place] = mine.score - sums[0].x - log(sums[0].y);
    run.at = place;
    run.rows = 1u;
    run.done = u32(mine.token == END);
  }
}
`;
