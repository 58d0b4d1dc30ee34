/** The engine as the extension's host sees it: a worker, asked by messages. Knows no editor. */
import { t } from '@vscode/l10n';
import { messageOf, type Failure } from '../protocol/failure.ts';
import type { CollisionsAnswer } from '../protocol/collisions.ts';
import type { WhatIfAnswer, WhatIfQuestion } from '../protocol/forget.ts';
import type { Inspection } from '../protocol/panel.ts';
import type { Progress } from '../protocol/progress.ts';
import type { RecallAnswer } from '../protocol/recall.ts';
import type { ReadsAnswer, WritesAnswer } from '../protocol/trace.ts';
import { moved, Rpc } from '../protocol/rpc.ts';
import type {
  Aborted,
  CompleteRequest,
  Completed,
  ForgetRequest,
  HostCalls,
  Loaded,
  LoadRequest,
  NeededFile,
  WorkerCalls,
} from '../protocol/worker.ts';

/** What is used of a Worker. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

export interface ClientOptions {
  /** Bytes of a file. May throw. */
  readonly readFile: (file: NeededFile) => Promise<Uint8Array>;
  /** The worker is gone; a new client needs a new one. */
  readonly onCrash?: (failure: Failure) => void;
  /** How far the reading in idle time is. */
  readonly onProgress?: (progress: Progress) => void;
  /** A line for the log. */
  readonly onNote?: (note: string) => void;
  /** Another backend serves from now on. */
  readonly onReplaced?: (loaded: Loaded) => void;
}

export class EngineClient {
  readonly #worker: WorkerLike;
  readonly #rpc: Rpc<WorkerCalls, HostCalls>;
  readonly #onCrash: ((failure: Failure) => void) | undefined;
  #gone = false;

  constructor(worker: WorkerLike, { readFile, onCrash, onProgress, onNote, onReplaced }: ClientOptions) {
    this.#worker = worker;
    this.#onCrash = onCrash;
    this.#rpc = new Rpc<WorkerCalls, HostCalls>(
      {
        post: (message, transfer) => worker.postMessage(message, transfer),
        listen: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
      },
      {
        need: (file) => need(readFile, file),
        progress(progress) {
          onProgress?.(progress);
          return null;
        },
        note(note) {
          onNote?.(note);
          return null;
        },
        replaced(loaded) {
          onReplaced?.(loaded);
          return null;
        },
      },
    );
    const crashed = ({ message = t('it gave no reason') }) => this.#end(t`The engine has crashed: ${message}.`, true);
    worker.addEventListener('error', crashed);
    worker.addEventListener('messageerror', () => crashed({ message: t('a message could not be read') }));
  }

  /** Once, first. Loads the model and warms it up: seconds. */
  load(request: LoadRequest): Promise<Loaded | Failure> {
    return this.#rpc.request('load', request);
  }

  /** Cancels every older completion and read. */
  complete(request: CompleteRequest, signal?: AbortSignal): Promise<Completed | Aborted | Failure> {
    return this.#rpc.request('complete', request, { signal });
  }

  /** Reads what a completion there would need, in idle time. */
  read(request: CompleteRequest, signal?: AbortSignal): Promise<{ readonly read: number } | Aborted | Failure> {
    return this.#rpc.request('read', request, { signal });
  }

  /** The state that the last completion was decoded from; null before the first one. */
  inspect(): Promise<Inspection | null | Failure> {
    return this.#rpc.request('inspect', null);
  }

  /** W as it was after so many tokens, one of the inspection's positions; null where it is kept no more. */
  past(position: number): Promise<Float32Array | null | Failure> {
    return this.#rpc.request('past', { position });
  }

  /** Who wrote what the last completion read; null before the first one. */
  reads(asked: WorkerCalls['reads']['params'], signal?: AbortSignal): Promise<ReadsAnswer | null | Aborted | Failure> {
    return this.#rpc.request('reads', asked, { signal });
  }

  /** What the last tokens wrote; null before the first completion. */
  writes(signal?: AbortSignal): Promise<WritesAnswer | null | Aborted | Failure> {
    return this.#rpc.request('writes', null, { signal });
  }

  /** Lets go of what was read, and completes anew for those who look. */
  forget(request: ForgetRequest): Promise<null | Failure> {
    return this.#rpc.request('forget', request);
  }

  /** The last completion with and without a part of what it was read from; null before the first one. */
  whatIf(question: WhatIfQuestion, signal?: AbortSignal): Promise<WhatIfAnswer | null | Aborted | Failure> {
    return this.#rpc.request('whatIf', question, { signal });
  }

  /** How well what was written is still recalled, and the tokens of a place since then; null before the first completion. */
  recall(
    asked: WorkerCalls['recall']['params'],
    signal?: AbortSignal,
  ): Promise<RecallAnswer | null | Aborted | Failure> {
    return this.#rpc.request('recall', asked, { signal });
  }

  /** Strong writes whose keys are alike; null before the first completion. */
  collisions(signal?: AbortSignal): Promise<CollisionsAnswer | null | Aborted | Failure> {
    return this.#rpc.request('collisions', null, { signal });
  }

  /** Nobody looks any more. */
  endTrace(): void {
    void this.#rpc.request('endTrace', null);
  }

  dispose(): void {
    this.#end(t('The engine was stopped.'), false);
  }

  /** After a crash the worker may still run, with nobody to answer for it. */
  #end(error: string, crash: boolean): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#rpc.close({ error });
    this.#worker.terminate();
    if (crash) this.#onCrash?.({ error });
  }
}

/** From here on a copy stalls the host for longer than a frame. */
const large = 1 << 20;

async function need(readFile: ClientOptions['readFile'], file: NeededFile) {
  try {
    const bytes = await readFile(file);
    // The bytes may lie inside a longer buffer. A large one goes over whole, with offset and length; a small one may
    // come from a pool that others still use.
    const mine = bytes.length >= large ? bytes : new Uint8Array(bytes);
    return moved(mine, [mine.buffer as ArrayBuffer]);
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}
