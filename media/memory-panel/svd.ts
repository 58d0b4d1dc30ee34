/** Singular values of one head's W, and what they say about how much it holds. */

/** A pair of rows counts as orthogonal below this cosine. */
const tolerance = 1e-9;
/** A row is nothing but rounding below this part of the whole, and would be turned for ever. */
const nothing = 1e-12;
/** One-sided Jacobi converges in five to ten sweeps; more would be a fault. */
const mostSweeps = 40;

/**
 * Singular values, the largest first, by one-sided Jacobi rotations (Hestenes, "Inversion of matrices by
 * biorthogonalization", 1958): rows are turned in pairs until all are orthogonal; then their lengths are the values.
 *
 * @param matrix [rows][columns]; what is not finite counts as zero
 * @returns min(rows, columns) values
 */
export function singularValues(matrix: Float32Array, rows: number, columns: number): Float64Array {
  const vectors = shorterSide(matrix, rows, columns);
  const least = nothing ** 2 * vectors.reduce((sum, vector) => sum + dot(vector, vector), 0);
  for (let sweep = 0; sweep < mostSweeps && rotateAll(vectors, least); sweep++);
  return Float64Array.from(vectors, (vector) => Math.sqrt(dot(vector, vector))).sort((a, b) => b - a);
}

/**
 * Effective rank (Roy and Vetterli, "The effective rank", 2007): e to the entropy of the singular values, taken as
 * parts of their sum. 1 for one direction alone, n for n equal ones, 0 for nothing.
 */
export function effectiveRank(values: Float64Array): number {
  const sum = values.reduce((a, b) => a + b, 0);
  if (sum === 0) return 0;
  let entropy = 0;
  for (const value of values) {
    const part = value / sum;
    if (part > 0) entropy -= part * Math.log(part);
  }
  return Math.exp(entropy);
}

/** The rows, or the columns where there are fewer of them: their lengths give the same values. */
function shorterSide(matrix: Float32Array, rows: number, columns: number): Float64Array[] {
  const across = rows <= columns;
  const [count, length] = across ? [rows, columns] : [columns, rows];
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length }, (_, j) => {
      const value = matrix[across ? i * columns + j : j * columns + i]!;
      return Number.isFinite(value) ? value : 0;
    }),
  );
}

/**
 * Turns each pair of vectors once; whether any had to be turned.
 *
 * @param least square of the length below which a vector is nothing
 */
function rotateAll(vectors: readonly Float64Array[], least: number): boolean {
  let turned = false;
  for (let i = 0; i < vectors.length; i++) {
    for (let j = i + 1; j < vectors.length; j++) turned = rotate(vectors[i]!, vectors[j]!, least) || turned;
  }
  return turned;
}

function rotate(a: Float64Array, b: Float64Array, least: number): boolean {
  const [aa, bb, ab] = [dot(a, a), dot(b, b), dot(a, b)];
  if (aa <= least || bb <= least || Math.abs(ab) <= tolerance * Math.sqrt(aa * bb)) return false;
  const zeta = (bb - aa) / (2 * ab);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]!, b[k]!];
    a[k] = cosine * x - sine * y;
    b[k] = sine * x + cosine * y;
  }
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
