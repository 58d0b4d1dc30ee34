/** The kernel's WebAssembly, compiled from ./assembly when the bundle is built, in three flavours that give the same bits. */
export interface KernelBinary {
  /** Runs wherever WebAssembly has SIMD. */
  readonly simd: Uint8Array<ArrayBuffer>;
  /** Relaxed SIMD: four products and their sum are one instruction where the processor has it, and five elsewhere. */
  readonly dot: Uint8Array<ArrayBuffer>;
  /** Relaxed SIMD: the same in three, on any processor. */
  readonly pairs: Uint8Array<ArrayBuffer>;
}

export type Flavour = keyof KernelBinary;

/** Each in base64, put in by webpack.config.mjs. */
declare const KERNEL: Readonly<Record<Flavour, string>> | undefined;

/** Undefined where the sources run without a bundle: in unit tests. */
export function bundledKernel(): KernelBinary | undefined {
  if (typeof KERNEL === 'undefined') return undefined;
  // Once only: each use puts the text in again.
  const { simd, dot, pairs } = KERNEL;
  return { simd: decoded(simd), dot: decoded(dot), pairs: decoded(pairs) };
}

function decoded(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
