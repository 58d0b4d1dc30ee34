import { half, run } from './common.ts';

/** x [rows][dim]: a column of the embedding [dim][vocab] for each token. */
export const embed = (places: number): string => `
struct Op { weights: u32, dim: u32, padded: u32 }
@group(0) @binding(0) var<storage, read> weights: array<u32>;
@group(0) @binding(1) var<uniform> op: Op;
@group(0) @binding(2) var<storage, read> run: Run;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
${run(places)}${half}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (run.done != 0u || id.x >= op.dim) { return; }
  let token = run.tokens[run.at + id.y];
  x[id.y * op.dim + id.x] = half(op.weights + id.x * op.padded + token);
}
`;
