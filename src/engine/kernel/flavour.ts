import type { Flavour, KernelBinary } from './binary.ts';
import { instantiate, type Kernel } from './instance.ts';

/**
 * The flavour for this machine: of those with relaxed SIMD the faster one that is right here, else plain SIMD. Relaxed products may do as they like where the second operand exceeds 7 bits, and
 * some engines are wrong within them, too. Sums are whole numbers, so all flavours have to give the same bits, for one
 * token and for several.
 */
export async function bestFlavour(binary: KernelBinary): Promise<Flavour> {
  const reference = await Trial.of(binary, 'simd');
  const rivals: Trial[] = [];
  for (const flavour of ['dot', 'pairs'] as const) {
    if (!WebAssembly.validate(binary[flavour])) continue;
    const trial = await Trial.of(binary, flavour);
    if (trial.product.every((value, i) => value === reference.product[i])) rivals.push(trial);
  }
  if (rivals.length < 2) return rivals[0]?.flavour ?? 'simd';
  const end = performance.now() + longest;
  // In turns, and in pieces that let the engine's own threads finish: it compiles a second time what has run often.
  for (let turn = 0; turn < turns && performance.now() < end; turn++) {
    for (const trial of rivals) trial.run();
    await new Promise((resolve) => setTimeout(resolve));
  }
  return rivals.reduce((a, b) => (b.best < a.best ? b : a)).flavour;
}

const turns = 24;
/** Milliseconds for all turns together, on a machine that is slow or busy: with 60 the engine had often compiled only one. */
const longest = 400;
/** Products that are timed at once: enough for a difference to be seen beside what a call costs. */
const times = 16;

const [rows, columns, tokens] = [16, 512, 21];
const at = { weights: 1024, q: 16384, scales: 28672, sums: 29184, out: 32768 };

/** A matrix of every weight there is, extremes side by side, times rows of all activations, extremes too. */
class Trial {
  readonly flavour: Flavour;
  readonly product: Float32Array;
  /** Milliseconds. */
  best = Infinity;
  readonly #kernel: Kernel;

  private constructor(flavour: Flavour, kernel: Kernel, memory: WebAssembly.Memory) {
    this.flavour = flavour;
    this.#kernel = kernel;
    const weights = new Uint8Array(memory.buffer, at.weights + 4 * rows, rows * columns);
    const q = new Int8Array(memory.buffer, at.q, tokens * columns);
    new Float32Array(memory.buffer, at.weights, rows).fill(1);
    weights.forEach((_, i) => (weights[i] = i % 3 === 0 ? 127 : 1 + ((i * 37) % 127)));
    q.forEach((_, i) => (q[i] = i < columns ? (i % 2 ? 127 : -127) : ((i * 101) % 255) - 127));
    new Float32Array(memory.buffer, at.scales, tokens).fill(1);
    const sums = new Int32Array(memory.buffer, at.sums, tokens);
    q.forEach((value, i) => (sums[Math.floor(i / columns)]! += value));
    this.#multiply();
    this.product = new Float32Array(memory.buffer, at.out, tokens * rows).slice();
  }

  static async of(binary: KernelBinary, flavour: Flavour): Promise<Trial> {
    const memory = new WebAssembly.Memory({ initial: 1 });
    return new Trial(flavour, await instantiate(binary, flavour, memory), memory);
  }

  run(): void {
    const start = performance.now();
    for (let i = 0; i < times; i++) this.#multiply();
    this.best = Math.min(this.best, performance.now() - start);
  }

  #multiply(): void {
    this.#kernel.multiply(at.weights, rows, columns, at.q, at.scales, at.sums, tokens, at.out);
  }
}
