/** The kernel's WebAssembly, compiled from ./assembly when the bundle is built. */
export interface KernelBinary {
  /** Runs wherever WebAssembly has SIMD. */
  readonly simd: Uint8Array<ArrayBuffer>;
  /** Needs relaxed SIMD; twice as fast. */
  readonly relaxed: Uint8Array<ArrayBuffer>;
}

/** Base64, put in by webpack.config.mjs. */
declare const KERNEL_SIMD: string | undefined;
declare const KERNEL_RELAXED: string;

/** Undefined where the sources run without a bundle: in unit tests. */
export function bundledKernel(): KernelBinary | undefined {
  if (typeof KERNEL_SIMD === 'undefined') return undefined;
  return { simd: decoded(KERNEL_SIMD), relaxed: decoded(KERNEL_RELAXED) };
}

function decoded(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
