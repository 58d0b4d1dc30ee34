import { half, run } from './common.ts';

/** What a product does beside multiplying. */
export type Product =
  /** RMSNorm before it (its factor comes after the sum: it is the same for a whole row). */
  | 'normed'
  /** The same, and silu(a) * b of its output [a, b] after it. */
  | 'gated'
  /** It is added to what is there. */
  | 'added';

/** Columns of a workgroup: 16 words of two weights. */
export const columnsOfGroup = 32;

/**
 * output [rows][columns] of input [rows][inputs] and a matrix [inputs][columns]. A workgroup takes `rows` rows and 32
 * columns; its 4 slices share the sum. A row's result does not depend on the others.
 */
export const product = (kind: Product, rows: number, places: number): string => {
  const norm = kind !== 'added';
  const gated = kind === 'gated';
  /** Sums of a thread: two columns of a, and of b. */
  const Sum = gated ? 'vec4f' : 'vec2f';
  return `
struct Op {
  weights: u32, scale: u32, inputs: u32,
  columns: u32,   // of the output
  padded: u32, stride: u32, out_stride: u32,
  last: u32,      // only the last row, to row 0
}
@group(0) @binding(0) var<storage, read> weights: array<u32>;
@group(0) @binding(1) var<uniform> op: Op;
@group(0) @binding(2) var<storage, read> run: Run;
@group(0) @binding(3) var<storage, read> input: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
${run(places)}${norm ? half : ''}
const ROWS = ${rows}u;
const SLICES = 4u;
var<workgroup> sums: array<${Sum}, ROWS * 64u>;
${norm ? 'var<workgroup> squares: array<f32, ROWS * SLICES>;' : ''}

@compute @workgroup_size(16, SLICES)
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let pair = group.x * 16u + local.x;
  let first = select(group.y * ROWS, run.rows - 1u, op.last != 0u);
  // A thread beyond the last column computes the last one, too, and keeps it to itself.
  let line = op.padded / 2u;
  let word = op.weights / 2u + min(pair, (op.columns - 1u) / 2u);
  var sum: array<${Sum}, ROWS>;
  ${norm ? 'var square: array<f32, ROWS>;' : ''}
  let inputs = select(op.inputs, 0u, run.done != 0u);
  for (var k = local.y; k < inputs; k += SLICES) {
    ${
      gated
        ? `var w = vec4f(
      unpack2x16float(weights[word + k * line]), unpack2x16float(weights[word + k * line + op.columns / 2u]));`
        : 'var w = unpack2x16float(weights[word + k * line]);'
    }
    ${norm ? 'w *= half(op.scale + k);' : ''}
    for (var row = 0u; row < ROWS; row++) {
      let x = input[(first + row) * op.stride + k];
      sum[row] += x * w;
      ${norm ? 'square[row] += x * x;' : ''}
    }
  }
  for (var row = 0u; row < ROWS; row++) {
    sums[row * 64u + thread] = sum[row];
    ${norm ? 'if (local.x == 0u) { squares[row * SLICES + local.y] = square[row]; }' : ''}
  }
  workgroupBarrier();
  if (run.done != 0u) { return; }
  // Each slice puts together the sums of its rows.
  for (var row = local.y; row < ROWS; row += SLICES) {
    var total = ${Sum}(0.0);
    ${norm ? 'var all = 0.0;' : ''}
    for (var slice = 0u; slice < SLICES; slice++) {
      total += sums[row * 64u + slice * 16u + local.x];
      ${norm ? 'all += squares[row * SLICES + slice];' : ''}
    }
    ${norm ? 'total *= inverseSqrt(all / f32(op.inputs) + 1e-6);' : ''}
    ${gated ? 'let result = total.xy / (1.0 + exp(-total.xy)) * total.zw;' : 'let result = total;'}
    let at = (select(first, 0u, op.last != 0u) + row) * op.out_stride + 2u * pair;
    if (2u * pair < op.columns) { output[at] ${norm ? '=' : '+='} result.x; }
    if (2u * pair + 1u < op.columns) { output[at + 1u] ${norm ? '=' : '+='} result.y; }
  }
}
`;
};
