/** What the extension's host and the engine's worker ask of each other. Texts have `\n` line ends only. */
import type { CollisionsAnswer } from './collisions.ts';
import type { Failure } from './failure.ts';
import type { WhatIfAnswer, WhatIfQuestion } from './forget.ts';
import type { Inspection } from './panel.ts';
import type { Progress } from './progress.ts';
import type { RecallAnswer, TextPlace } from './recall.ts';
import type { ReadsAnswer, WritesAnswer } from './trace.ts';

export interface LoadRequest {
  /** ONNX Runtime's WebAssembly file, relative to the extension. */
  readonly runtime: string;
  /** Folder of the grammars, relative to the extension. */
  readonly grammars: string;
  /** What to tell a person, by its English; empty for English itself. */
  readonly words: Readonly<Record<string, string>>;
  /** Only this backend, for tests; without it the one that is fastest here. */
  readonly backend?: 'webgpu' | 'kernel' | 'ort';
}

/** A file that the worker needs, by its path relative to the extension or to the model's folder. */
export interface NeededFile {
  readonly from: 'extension' | 'model';
  readonly path: string;
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
  /** For the log: why a faster backend does not serve. */
  readonly note?: string;
}

/** A cursor in a text. Always the whole text: the engine knows by itself what has changed. */
export interface CompleteRequest {
  /** POSIX, relative to the workspace folder, or `untitled.<ext>`. */
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Lines that are not read: counted from the first one, and from the one below the cursor's. */
  readonly forgotten?: { readonly above: readonly Span[]; readonly below: readonly Span[] } | undefined;
  /** How often something had been forgotten when the text was taken: one that is older than that is not read. */
  readonly forgettings?: number | undefined;
  readonly lines: 'one' | 'block';
  /** How many other texts are wanted beside the likeliest; none where it is left out. */
  readonly alternatives?: number;
  /** Other files, in the order in which they are read before this one: as many of the last as the model gains from. */
  readonly context: readonly {
    readonly path: string;
    readonly text: string;
    readonly forgotten?: readonly Span[] | undefined;
  }[];
}

/** Lines, counted from 0; `to` is behind the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ForgetRequest {
  /** Files of which all states are let go that have read them; none where only `next` is to be looked at. */
  readonly paths: readonly string[] | 'everything';
  /** From now on nothing is read that was taken before so many forgettings. */
  readonly forgettings: number;
  /** What the person looks at, without what is forgotten: read at once, so that the panel shows it. */
  readonly next?: CompleteRequest | undefined;
}

/** A text that may go in at the cursor. */
export interface Candidate {
  readonly text: string;
  /** Calibrated probability that the text is exactly right. */
  readonly confidence: number;
  /** The same for the text up to the end of each of its lines; the last is `confidence`. */
  readonly lines: readonly number[];
  /** Behind each token of its first line: how many characters, and how likely what is wanted begins with them. */
  readonly parts: readonly { readonly length: number; readonly confidence: number }[];
  /** The line, from 1, that most of the text was copied from, if most of it was copied. */
  readonly copied?: { readonly path: string; readonly line: number } | undefined;
}

export interface Completed extends Candidate {
  /** Other texts, the likeliest first. */
  readonly others: readonly Candidate[];
  /** The texts also cover the rest of the cursor's line, which is closing characters only. */
  readonly replaceRest: boolean;
  /** Tokens decoded. */
  readonly tokens: number;
  /** From the worker's receipt of the request to its answer. */
  readonly ms: number;
  /** Tokens read for this request, those of the text that was new to the engine. */
  readonly read: number;
}

export interface Aborted {
  /** `cancelled`, or why a text like this is not read. */
  readonly aborted: string;
}

/** How many of the last tokens are told apart. */
export interface Reach {
  readonly reach: number;
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
  /** A copy of W as it was after so many tokens, one of the inspection's positions; nothing where it is kept no more. */
  past: { params: { readonly position: number }; result: Float32Array | null | Failure };
  /**
   * Who wrote what the last completion read where one of its tokens was predicted: counted from the first one chosen, or
   * the first beyond what was typed. A completion cancels it.
   */
  reads: { params: { readonly token?: number } & Reach; result: ReadsAnswer | null | Aborted | Failure };
  /** What each of the last tokens wrote. A completion cancels it. */
  writes: { params: null; result: WritesAnswer | null | Aborted | Failure };
  /** Lets go of what was read, and completes `next` for those who look. Cancels everything older. */
  forget: { params: ForgetRequest; result: null | Failure };
  /** The last completion, and as it would be without a part of what it was read from. A completion cancels it. */
  whatIf: { params: WhatIfQuestion; result: WhatIfAnswer | null | Aborted | Failure };
  /**
   * How well what was written is still recalled, and how that has come about for the tokens of a place. A completion
   * cancels it.
   */
  recall: { params: { readonly of?: TextPlace } & Reach; result: RecallAnswer | null | Aborted | Failure };
  /** Strong writes whose keys are alike. A completion cancels it. */
  collisions: { params: null; result: CollisionsAnswer | null | Aborted | Failure };
  /** Nobody looks any more. */
  endTrace: { params: null; result: null };
};

/** Served by the host. */
export type HostCalls = {
  /** How far a `read` has come, now and then. */
  progress: { params: Progress; result: null };
  /** A line for the log. */
  note: { params: string; result: null };
  /** The graphics device was lost, and the processor goes on: what serves now. */
  replaced: { params: Loaded; result: null };
  /** Bytes of a file. */
  need: { params: NeededFile; result: Uint8Array | Failure };
};
