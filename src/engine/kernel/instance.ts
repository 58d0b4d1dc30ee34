import type { KernelBinary } from './binary.ts';

/** What assembly/index.ts exports; documented there. Addresses and sizes. */
export interface Kernel {
  add(x: number, y: number, count: number): void;
  convolve(x: number, stride: number, past: number, taps: number, n: number, channels: number, out: number): void;
  embed(tokens: number, n: number, table: number, dim: number, x: number): void;
  gate(a: number, aStride: number, b: number, bStride: number, n: number, width: number, out: number): void;
  greatest(logits: number, mask: number, count: number): number;
  maximum(x: number, count: number): number;
  multiply(...args: [w: number, rows: number, columns: number, q: number, scales: number, ...rest: Rest]): void;
  norm(x: number, scale: number, n: number, dim: number, h: number): void;
  quantise(x: number, n: number, columns: number, q: number, scales: number, sums: number): void;
  remember(...args: [qkv: number, beta: number, stride: number, bias: number, W: number, ...rest: MemoryRest]): void;
  sumExp(x: number, count: number, most: number): number;
  transpose(from: number, count: number, rows: number, columns: number, to: number): void;
}

type Rest = [sums: number, n: number, out: number];
type MemoryRest = [n: number, heads: number, d: number, nu: number, betaMax: number, y: number, room: number];

export type Flavour = keyof KernelBinary;

/** Throws what WebAssembly throws, where it does not know the instructions. */
export async function instantiate(binary: KernelBinary, flavour: Flavour, memory: WebAssembly.Memory): Promise<Kernel> {
  const { instance } = await WebAssembly.instantiate(binary[flavour], { env: { memory } });
  return instance.exports as unknown as Kernel;
}

/**
 * The relaxed flavour where it is right. Its dot product may do as it likes where the second operand exceeds 7 bits, and
 * some engines are wrong within them too. Sums are whole numbers, so both flavours have to give the same bits, for one
 * token and for several.
 */
export async function bestFlavour(binary: KernelBinary): Promise<Flavour> {
  if (!WebAssembly.validate(binary.relaxed)) return 'simd';
  const [simd, relaxed] = await Promise.all([products(binary, 'simd'), products(binary, 'relaxed')]);
  return simd.every((value, i) => value === relaxed[i]) ? 'relaxed' : 'simd';
}

/** A matrix of every weight there is, extremes side by side, times rows of all activations, extremes too. */
async function products(binary: KernelBinary, flavour: Flavour): Promise<Float32Array> {
  const [rows, columns, n] = [16, 512, 5];
  const at = { weights: 1024, q: 16384, scales: 20480, sums: 20544, out: 20608 };
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernel = await instantiate(binary, flavour, memory);
  const weights = new Uint8Array(memory.buffer, at.weights + 4 * rows, rows * columns);
  const q = new Int8Array(memory.buffer, at.q, n * columns);
  new Float32Array(memory.buffer, at.weights, rows).fill(1);
  weights.forEach((_, i) => (weights[i] = i % 3 === 0 ? 127 : 1 + ((i * 37) % 127)));
  q.forEach((_, i) => (q[i] = i < columns ? (i % 2 ? 127 : -127) : ((i * 101) % 255) - 127));
  new Float32Array(memory.buffer, at.scales, n).fill(1);
  const sums = new Int32Array(memory.buffer, at.sums, n);
  q.forEach((value, i) => (sums[Math.floor(i / columns)]! += value));
  kernel.multiply(at.weights, rows, columns, at.q, at.scales, at.sums, n, at.out);
  return new Float32Array(memory.buffer, at.out, n * rows);
}
