import type { Shape } from './gguf.mjs';

/** A GPT with key-value cache that runs in ONNX Runtime Web, on one thread. */
export class Gpt {
  static create(shape: Shape): Promise<Gpt>;
  /** Tokens read. */
  readonly read: number;
  /** Begins anew. */
  forget(): void;
  /** Reads tokens behind those read before; logits after the last one. */
  feed(tokens: readonly number[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}
