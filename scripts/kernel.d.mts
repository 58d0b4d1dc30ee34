import type { KernelBinary } from '../src/engine/kernel/binary.ts';

/** Compiles src/engine/kernel/assembly in each of its flavours. */
export function compileKernel(): Promise<KernelBinary>;
