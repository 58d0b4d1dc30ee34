import type { Flavour, KernelBinary } from './binary.ts';

/** What assembly/index.ts exports; documented there. Addresses and sizes. */
export interface Kernel {
  add(x: number, y: number, count: number): void;
  along(v: number, heads: number, n: number, d: number, o: number, out: number): void;
  back(...args: [W: number, size: number, at: number, value: number, ends: number, ...rest: BackRest]): void;
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
  weigh(...args: [at: number, value: number, ends: number, beta: number, v: number, ...rest: WeighRest]): void;
  transpose(from: number, count: number, rows: number, columns: number, to: number): void;
}

type BackRest = [v: number, heads: number, n: number, d: number, out: number];
type WeighRest = [heads: number, n: number, count: number, d: number, ...more: WeighMore];
type WeighMore = [r: number, dots: number, read: number, out: number];
type Rest = [sums: number, n: number, out: number];
type MemoryRest = [n: number, heads: number, d: number, nu: number, betaMax: number, y: number, room: number];

/** Throws what WebAssembly throws, where it does not know the instructions. */
export async function instantiate(binary: KernelBinary, flavour: Flavour, memory: WebAssembly.Memory): Promise<Kernel> {
  const { instance } = await WebAssembly.instantiate(binary[flavour], { env: { memory } });
  return instance.exports as unknown as Kernel;
}
