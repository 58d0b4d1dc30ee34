/**
 * What a backend does: tokens and a state in, tokens and a new state out. Everything above this interface is the
 * same for ONNX Runtime on wasm, on WebGPU, and for our own kernel.
 */

/** Size and shape of a model, as in `model.json`. */
export interface ModelConfig {
  readonly vocab: number;
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
  /** Key, query and value dimension of one head. */
  readonly headDim: number;
  /** DPFP's nu; d_dot = 2 * headDim * nu. */
  readonly nu: number;
  /** Most tokens of one `chunk` call. */
  readonly chunk: number;
}

/**
 * All that the model carries from token to token. Never modified in place: every call returns a new one, so a
 * snapshot is a reference.
 */
export interface State {
  /** Fast weights W, [layers][heads][headDim (value)][d_dot], float32. */
  readonly weights: Float32Array;
  /** The last three inputs of each layer's convolution, [layers][3][channels], float32. */
  readonly conv: Float32Array;
  /**
   * Of a state that lies on a graphics device: copies its numbers out. Before, to ask for them throws. Whoever looks
   * at a state, or keeps it, fetches it first; a backend takes the states of another only so. Throws `BackendLost`.
   */
  fetch?(): Promise<void>;
}

/** Thrown by every call to a backend that can not go on. Another one can, from the states that have been fetched. */
export class BackendLost extends Error {}

export interface ChunkResult {
  readonly state: State;
  /** Of the token after the last one given, [vocab]. */
  readonly logits: Float32Array;
  /** With `targets`: minus log probability (nats) of target i after token i. */
  readonly nll?: Float32Array;
}

export interface StepsResult {
  readonly state: State;
  /** Of the token after the last one fed, [vocab]. */
  readonly logits: Float32Array;
  /** Tokens chosen, at least one. All but the last were fed too; the last is not in `state` yet. */
  readonly chosen: number[];
  /** Log probability (nats) of each chosen token; in one-line mode a stop has that of newline plus end. */
  readonly logprobs: number[];
}

/** What the memories of all layers were given at some tokens: enough to tell who wrote what, and who reads it. */
export interface Recorded {
  readonly state: State;
  /** Query, key and value before the features, [layers][tokens][3][heads][headDim]. */
  readonly qkv: Float32Array;
  /** Write strengths as the delta rule has them, [layers][tokens][heads]. */
  readonly beta: Float32Array;
}

export interface Backend {
  readonly name: string;
  readonly config: ModelConfig;
  /** W = 0, no convolution history: nothing read yet. */
  initial(): State;
  /** The parallel form over 1 .. config.chunk tokens. */
  chunk(state: State, tokens: readonly number[], targets?: readonly number[]): Promise<ChunkResult>;
  /**
   * Step by step: feeds the forced tokens (at least one), then chooses greedily and feeds its own choices until a
   * stop or `most` tokens are chosen (at least 1). In one-line mode newline and end count as one stop, reported as
   * the end token; else only end stops. Control symbols other than end are never chosen.
   *
   * @param spent nobody asks any more for `state`, nor for the logits that came with it: their numbers may be lost
   */
  steps(state: State, forced: readonly number[], most: number, oneLine: boolean, spent?: boolean): Promise<StepsResult>;
  /** Reads 1 .. config.chunk tokens once more for somebody who looks at the memory. No suggestion waits for it. */
  record(state: State, tokens: readonly number[]): Promise<Recorded>;
  dispose(): Promise<void>;
}
