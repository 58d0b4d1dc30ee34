import type { ModelConfig } from '../../backend.ts';
import { half, run } from './common.ts';

/**
 * One layer's memories, a workgroup a head: convolution, DPFP features (paper, eq. 37), sum normalisation (eq. 29), the
 * delta rule (eq. 20-25), norm of the read, output gate. The head walks over the tokens one by one; a thread has a row
 * of W, and keeps it to itself until the end.
 *
 * projected [rows][q, k, v, gate: inner each; beta: heads] -> reads [rows][inner]
 */
export const memory = (config: ModelConfig & { readonly betaMax: number }, places: number): string => `
struct Op {
  taps: u32, bias: u32, stride: u32,
  state: u32, conv: u32,   // where this layer's part of the state begins
  layer: u32,
}
@group(0) @binding(0) var<storage, read> weights: array<u32>;
@group(0) @binding(1) var<uniform> op: Op;
@group(0) @binding(2) var<storage, read> run: Run;
@group(0) @binding(3) var<storage, read> projected: array<f32>;
@group(0) @binding(4) var<storage, read_write> reads: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> record: array<f32>;
${run(places)}${half}
const LAYERS = ${config.layers}u;
const HEADS = ${config.heads}u;
const DIM = ${config.headDim}u;
const INNER = HEADS * DIM;
const FEATURES = ${2 * config.headDim * config.nu}u;
const BETA_MAX = f32(${config.betaMax});
var<workgroup> rows: u32;
var<workgroup> qk: array<f32, 2u * DIM>;
var<workgroup> phi_q: array<f32, FEATURES>;
var<workgroup> phi_k: array<f32, FEATURES>;
var<workgroup> reading: array<f32, DIM>;

/** r_i * r_(i + shift), where r = [relu(x), relu(-x)], of x = q or k. */
fn feature(x: u32, j: u32) -> f32 {
  let i = j % (2u * DIM);
  let shift = j / (2u * DIM) + 1u;
  return rectified(x, i) * rectified(x, (i + shift) % (2u * DIM));
}

fn rectified(x: u32, i: u32) -> f32 {
  return max(select(qk[x + i % DIM], -qk[x + i % DIM], i >= DIM), 0.0);
}

@compute @workgroup_size(DIM)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) row: u32) {
  if (row == 0u) { rows = select(run.rows, 0u, run.done != 0u); }
  let count = workgroupUniformLoad(&rows);
  let place = group.x * DIM + row;
  let base = op.state + place * FEATURES;
  var W: array<f32, FEATURES>;
  for (var j = 0u; j < FEATURES; j++) { W[j] = state[base + j]; }
  // Of q, k and v: the channel's last three inputs.
  var past: array<vec3f, 3>;
  var taps: array<vec4f, 3>;
  for (var c = 0u; c < 3u; c++) {
    for (var t = 0u; t < 3u; t++) { past[c][t] = state[op.conv + (t * 3u + c) * INNER + place]; }
    for (var t = 0u; t < 4u; t++) { taps[c][t] = half(op.taps + (t * 3u + c) * INNER + place); }
  }
  let bias = half(op.bias + group.x);

  for (var t = 0u; t < count; t++) {
    let line = t * op.stride;
    var qkv: vec3f;
    for (var c = 0u; c < 3u; c++) {
      let x = projected[line + c * INNER + place];
      qkv[c] = dot(vec4f(past[c], x), taps[c]);
      past[c] = vec3f(past[c].yz, x);
      if (run.record != 0u) { record[((op.layer * count + t) * 3u + c) * INNER + place] = qkv[c]; }
    }
    qk[row] = qkv.x;
    qk[DIM + row] = qkv.y;
    workgroupBarrier();
    for (var j = row; j < FEATURES; j += DIM) {
      phi_q[j] = feature(0u, j);
      phi_k[j] = feature(DIM, j);
    }
    workgroupBarrier();
    var vbar = 0.0;
    var sum_q = 1e-6;
    var sum_k = 1e-6;
    for (var j = 0u; j < FEATURES; j++) {
      vbar += W[j] * phi_k[j];
      sum_k += phi_k[j];
      sum_q += phi_q[j];
    }
    let beta = BETA_MAX / (1.0 + exp(-(projected[line + 4u * INNER + group.x] + bias)));
    let write = beta * (qkv.z - vbar / sum_k) / sum_k;
    var y = 0.0;
    for (var j = 0u; j < FEATURES; j++) {
      W[j] += write * phi_k[j];
      y += W[j] * phi_q[j];
    }
    y /= sum_q;
    reading[row] = y;
    workgroupBarrier();
    var squares = 0.0;
    for (var i = 0u; i < DIM; i++) { squares += reading[i] * reading[i]; }
    let gate = projected[line + 3u * INNER + place];
    reads[t * INNER + place] = y * inverseSqrt(squares / f32(DIM) + 1e-6) * gate / (1.0 + exp(-gate));
    if (row == 0u && run.record != 0u) {
      record[LAYERS * count * 3u * INNER + (op.layer * count + t) * HEADS + group.x] = beta;
    }
  }

  for (var j = 0u; j < FEATURES; j++) { state[base + j] = W[j]; }
  for (var c = 0u; c < 3u; c++) {
    for (var t = 0u; t < 3u; t++) { state[op.conv + (t * 3u + c) * INNER + place] = past[c][t]; }
  }
}
`;
