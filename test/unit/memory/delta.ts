/** The delta rule as the paper writes it, token by token and without any short cut: what fast forms are held against. */
import type { ModelConfig } from '../../../src/engine/backend.ts';
import type { Part } from '../../../src/memory/reads.ts';

type Shape = Pick<ModelConfig, 'layers' | 'heads' | 'headDim' | 'nu'>;

/** phi(x), [d_dot]: eq. 37, then eq. 29. */
export function phi(x: readonly number[], nu: number): number[] {
  const r = [...x, ...x.map((value) => -value)].map((value) => Math.max(0, value));
  const features = Array.from({ length: nu }, (_, s) => r.map((value, i) => value * r[(i + s + 1) % r.length]!));
  const all = features.flat();
  const sum = all.reduce((a, b) => a + b, 0);
  return all.map((value) => value / (sum + 1e-6));
}

export interface Given {
  readonly q: number[];
  readonly k: number[];
  readonly v: number[];
  readonly beta: number;
}

/** What one head was given at each token: q and k as features. */
export function givenTo({ heads, headDim, nu }: Shape, parts: readonly Part[], layer: number, head: number): Given[] {
  return parts.flatMap(({ qkv, beta, length }) =>
    Array.from({ length }, (_, token) => {
      const vector = (which: number) => {
        const at = ((layer * length + token) * 3 + which) * heads * headDim + head * headDim;
        return [...qkv.subarray(at, at + headDim)];
      };
      return {
        q: phi(vector(0), nu),
        k: phi(vector(1), nu),
        v: vector(2),
        beta: beta[(layer * length + token) * heads + head]!,
      };
    }),
  );
}

export function times(W: readonly (readonly number[])[], x: readonly number[]): number[] {
  return W.map((row) => {
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += row[i]! * x[i]!;
    return sum;
  });
}

/** Each token's read o = W_t phi(q_t), its v_t - W_(t-1) phi(k_t), and the last W. */
export function delta(given: readonly Given[], start: readonly (readonly number[])[]) {
  const W = start.map((row) => [...row]);
  const reads: number[][] = [];
  const missing: number[][] = [];
  for (const { q, k, v, beta } of given) {
    const vbar = times(W, k);
    missing.push(v.map((value, row) => value - vbar[row]!));
    for (const [at, row] of W.entries()) {
      for (let i = 0; i < row.length; i++) row[i]! += beta * missing.at(-1)![at]! * k[i]!;
    }
    reads.push(times(W, q));
  }
  return { reads, missing, W };
}

/** One head's W as rows. */
export function rowsOf({ heads, headDim, nu }: Shape, weights: Float32Array, layer: number, head: number): number[][] {
  const dots = 2 * headDim * nu;
  return Array.from({ length: headDim }, (_, row) => {
    const at = ((layer * heads + head) * headDim + row) * dots;
    return [...weights.subarray(at, at + dots)];
  });
}

/** W of all heads after a record. */
export function replay(shape: Shape, start: Float32Array, parts: readonly Part[]): Float32Array {
  const W: number[] = [];
  for (let layer = 0; layer < shape.layers; layer++) {
    for (let head = 0; head < shape.heads; head++) {
      W.push(...delta(givenTo(shape, parts, layer, head), rowsOf(shape, start, layer, head)).W.flat());
    }
  }
  return Float32Array.from(W);
}
