/** Compiles src/engine/kernel/assembly: with plain SIMD and with relaxed SIMD. */
export function compileKernel(): Promise<{ simd: Uint8Array<ArrayBuffer>; relaxed: Uint8Array<ArrayBuffer> }>;
