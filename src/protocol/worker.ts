/** What the extension's host and the engine's worker ask of each other. Texts have `\n` line ends only. */
import type { Failure } from './failure.ts';
import type { Inspection } from './panel.ts';

export interface LoadRequest {
  /** Folder of the model, relative to the extension. */
  readonly model: string;
  /** ONNX Runtime's WebAssembly file, relative to the extension. */
  readonly runtime: string;
}

export interface Loaded {
  /** The model's, as in model.json. */
  readonly id: string;
  readonly name: string;
  readonly backend: string;
  /** A suggestion that nobody asked for is not shown below this confidence. */
  readonly threshold: number;
  /** Milliseconds that loading took, warming up included. */
  readonly ms: number;
  /** For the log: why the faster backend does not serve. */
  readonly note?: string;
}

/** A cursor in a text. Always the whole text: the engine knows by itself what has changed. */
export interface CompleteRequest {
  /** POSIX, relative to the workspace folder, or `untitled.<ext>`. */
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly lines: 'one' | 'block';
  /** Other files, read before this one, in this order. */
  readonly context: readonly { readonly path: string; readonly text: string }[];
}

export interface Completed {
  readonly text: string;
  /** The text also covers the rest of the cursor's line, which is closing characters only. */
  readonly replaceRest: boolean;
  /** Tokens decoded. */
  readonly tokens: number;
  /** Calibrated probability that the text is exactly right. */
  readonly confidence: number;
  /** From the worker's receipt of the request to its answer. */
  readonly ms: number;
  /** Tokens read for this request, those of the text that was new to the engine. */
  readonly read: number;
}

export interface Aborted {
  /** `cancelled`, or why a text like this is not read. */
  readonly aborted: string;
}

/** Served by the worker. Every result may be a `Failure` instead. */
export type WorkerCalls = {
  /** Once, first. */
  load: { params: LoadRequest; result: Loaded | Failure };
  /** A newer one cancels the older ones and any `read`. */
  complete: { params: CompleteRequest; result: Completed | Aborted | Failure };
  /** Reads what a completion there would need, in idle time. */
  read: { params: CompleteRequest; result: { readonly read: number } | Aborted | Failure };
  /** A copy of the state that the last completion was decoded from; nothing before the first one. */
  inspect: { params: null; result: Inspection | null | Failure };
};

/** Served by the host. */
export type HostCalls = {
  /** Bytes of a file, by its path relative to the extension. */
  need: { params: { readonly path: string }; result: Uint8Array | Failure };
};
