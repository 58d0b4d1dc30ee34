import { t } from '@vscode/l10n';
import { EventEmitter, l10n, type Disposable, type LogOutputChannel, type Uri } from 'vscode';
import { EngineClient } from '../engine/client.ts';
import { isFailure, messageOf, type Failure } from '../protocol/failure.ts';
import type { CollisionsAnswer } from '../protocol/collisions.ts';
import type { WhatIfAnswer, WhatIfQuestion } from '../protocol/forget.ts';
import type { Inspection } from '../protocol/panel.ts';
import type { Progress } from '../protocol/progress.ts';
import type { RecallAnswer } from '../protocol/recall.ts';
import type { ReadsAnswer, WritesAnswer } from '../protocol/trace.ts';
import type { Aborted, Completed, CompleteRequest, ForgetRequest, Loaded, WorkerCalls } from '../protocol/worker.ts';
import { ownModel } from './model-folder.ts';
import type { Problem } from './problems.ts';
import { readFileIn, readScript, startWorker } from './start-worker.ts';

export type EngineState =
  /** `resting`: stopped because nobody needed it, and started again by the next request. */
  | { readonly is: 'stopped' | 'resting' | 'loading' }
  | { readonly is: 'ready'; readonly loaded: Loaded }
  | { readonly is: 'failed'; readonly error: string };

const files = {
  worker: 'dist/worker.js',
  shippedModel: 'models',
  runtime: 'dist/ort-wasm-simd-threaded.wasm',
  grammars: 'dist',
};

/** The engine's worker from its start to its end: started when first needed, once more after a crash. */
export class EngineHost implements Disposable {
  readonly #extension: Uri;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<EngineState>();
  readonly #suggested = new EventEmitter<Completed>();
  readonly #forgot = new EventEmitter<void>();
  readonly #problem = new EventEmitter<Problem>();
  readonly #progress = new EventEmitter<Progress>();
  #state: EngineState = { is: 'stopped' };
  #run: Run | undefined;
  /** Kept, so that a resting engine is back soon. */
  #script: Blob | undefined;
  #crashed = false;
  #lastAsked = Date.now();
  #last: Completed | undefined;

  readonly onDidChangeState = this.#changed.event;
  /** The model has answered: its memory can be looked at. */
  readonly onDidSuggest = this.#suggested.event;
  /** What was read has been let go: the memory is another one. */
  readonly onDidForget = this.#forgot.event;
  /** Something that a person should be told. */
  readonly onDidFindProblem = this.#problem.event;

  /** How far the reading in idle time is. */
  readonly onDidRead = this.#progress.event;

  constructor(extension: Uri, log: LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The model's last answer. */
  get last(): Completed | undefined {
    return this.#last;
  }

  /** When something was last asked of it, milliseconds since 1970. */
  get lastAsked(): number {
    return this.#lastAsked;
  }

  /** Starts the engine where it does not run. Its end is a value: the model, or why there is none. */
  start(): Promise<Loaded | Failure> {
    if (this.#run?.loaded !== undefined) return this.#run.loaded;
    const run: Run = {};
    this.#run = run;
    this.#become({ is: 'loading' });
    run.loaded = this.#load(run).then((loaded) => {
      if (this.#run === run) this.#tell(loaded);
      return loaded;
    });
    return run.loaded;
  }

  stop(): void {
    this.#end('stopped');
  }

  /** Gives its memory back until the next request. */
  rest(): void {
    if (this.#state.is === 'ready') this.#end('resting');
  }

  restart(): Promise<Loaded | Failure> {
    this.stop();
    this.#crashed = false;
    return this.start();
  }

  /** Waits for the engine to be ready. */
  async complete(request: CompleteRequest, signal: AbortSignal): Promise<Completed | Aborted | Failure> {
    const answer = await this.#ask(signal, (client) => client.complete(request, signal));
    if ('text' in answer) {
      this.#last = answer;
      this.#suggested.fire(answer);
    }
    return answer;
  }

  async read(request: CompleteRequest, signal: AbortSignal): Promise<{ readonly read: number } | Aborted | Failure> {
    return this.#ask(signal, (client) => client.read(request, signal));
  }

  /** The memory that the last suggestion was decoded from; undefined where there was none yet. */
  async inspect(): Promise<Inspection | undefined> {
    const inspection = await this.#run?.client?.inspect();
    if (isFailure(inspection)) this.#log.warn(inspection.error);
    return inspection === null || isFailure(inspection) ? undefined : inspection;
  }

  /** W as it was after so many tokens, one of the inspection's positions; undefined where it is kept no more. */
  async past(position: number): Promise<Float32Array | undefined> {
    const weights = await this.#run?.client?.past(position);
    if (isFailure(weights)) this.#log.warn(weights.error);
    return weights === null || isFailure(weights) ? undefined : weights;
  }

  /** Who wrote what the last suggestion read; undefined where there is none, or it is not the last any more. */
  async reads(asked: WorkerCalls['reads']['params'], signal: AbortSignal): Promise<ReadsAnswer | undefined> {
    return this.#looked(await this.#run?.client?.reads(asked, signal));
  }

  /** What the last tokens wrote; undefined as for `reads`. */
  async writes(signal: AbortSignal): Promise<WritesAnswer | undefined> {
    return this.#looked(await this.#run?.client?.writes(signal));
  }

  /**
   * Lets go of what was read, also of what is kept on the machine: for that an engine that does not run is started, and
   * ended again.
   */
  async forget(request: ForgetRequest): Promise<Failure | undefined> {
    const rests = this.#state.is === 'resting' ? 'resting' : this.#state.is === 'stopped' ? 'stopped' : undefined;
    const answer = await this.#ask(new AbortController().signal, (client) => client.forget(request));
    this.#last = undefined;
    if (rests !== undefined && this.#state.is === 'ready') this.#end(rests);
    this.#forgot.fire();
    return isFailure(answer) ? answer : undefined;
  }

  /** The last suggestion with and without a part of what it was read from; undefined where there is none. */
  async whatIf(question: WhatIfQuestion, signal: AbortSignal): Promise<WhatIfAnswer | undefined> {
    return this.#looked(await this.#run?.client?.whatIf(question, signal));
  }

  /** How well what was written is still recalled; undefined as for `reads`. */
  async recall(asked: WorkerCalls['recall']['params'], signal: AbortSignal): Promise<RecallAnswer | undefined> {
    return this.#looked(await this.#run?.client?.recall(asked, signal));
  }

  /** Strong writes whose keys are alike; undefined as for `reads`. */
  async collisions(signal: AbortSignal): Promise<CollisionsAnswer | undefined> {
    return this.#looked(await this.#run?.client?.collisions(signal));
  }

  /** Nobody looks any more. */
  endTrace(): void {
    this.#run?.client?.endTrace();
  }

  dispose(): void {
    this.stop();
    this.#changed.dispose();
    this.#suggested.dispose();
    this.#forgot.dispose();
    this.#problem.dispose();
    this.#progress.dispose();
  }

  #looked<T extends object>(answer: T | null | undefined | Aborted | Failure): T | undefined {
    if (isFailure(answer)) this.#log.warn(answer.error);
    return answer === null || answer === undefined || isFailure(answer) || 'aborted' in answer ? undefined : answer;
  }

  #end(as: 'stopped' | 'resting'): void {
    this.#run?.client?.dispose();
    this.#run = undefined;
    this.#become({ is: as });
  }

  async #ask<T>(signal: AbortSignal, ask: (client: EngineClient) => Promise<T>): Promise<T | Aborted | Failure> {
    this.#lastAsked = Date.now();
    const loaded = await this.start();
    if (isFailure(loaded)) return loaded;
    const client = this.#run?.client;
    if (signal.aborted || client === undefined) return { aborted: 'cancelled' };
    const answer = await ask(client);
    this.#lastAsked = Date.now();
    // Stopped or crashed meanwhile: that is told where it happens, once.
    return isFailure(answer) && this.#run?.client !== client ? { aborted: 'cancelled' } : answer;
  }

  /** A person's own model, or the shipped one where none is chosen or the chosen one can not be used. */
  async #load(run: Run): Promise<Loaded | Failure> {
    const own = ownModel();
    if (own !== undefined) {
      const loaded = isFailure(own) ? own : await this.#loadFrom(run, own);
      if (!isFailure(loaded) || this.#run !== run) return loaded;
      run.client?.dispose();
      const told = t`Your own model can not be used: ${loaded.error} The shipped model serves instead.`;
      this.#problem.fire({ told, way: 'model' });
      this.#log.warn(told);
    }
    return this.#loadFrom(run);
  }

  async #loadFrom(run: Run, own?: Uri): Promise<Loaded | Failure> {
    try {
      const script = (this.#script ??= await readScript(this.#extension, files.worker));
      const worker = startWorker(script);
      const client = new EngineClient(worker, {
        readFile: ({ from, path }) => {
          if (from === 'extension') return readFileIn(this.#extension, path);
          return own ? readFileIn(own, path) : readFileIn(this.#extension, `${files.shippedModel}/${path}`);
        },
        onCrash: (failure) => this.#recover(run, failure),
        onProgress: (progress) => this.#progress.fire(progress),
        onNote: (note) => this.#log.info(note),
        onReplaced: (loaded) => {
          if (this.#run !== run) return;
          run.loaded = Promise.resolve(loaded);
          this.#tell(loaded);
        },
      });
      run.client = client;
      // Stopped while the script was read.
      if (this.#run !== run) client.dispose();
      return await client.load({ runtime: files.runtime, grammars: files.grammars, words: l10n.bundle ?? {} });
    } catch (thrown) {
      return { error: t`The engine can not be started: ${messageOf(thrown)}` };
    }
  }

  #tell(loaded: Loaded | Failure): void {
    if (isFailure(loaded)) {
      const error = t`${loaded.error} Reinstall the extension to repair it.`;
      this.#become({ is: 'failed', error });
      this.#problem.fire({ told: error, way: 'reinstall' });
      return;
    }
    this.#log.info(`${loaded.name} (${loaded.id}) on ${loaded.backend}, loaded in ${Math.round(loaded.ms)} ms.`);
    if (loaded.note !== undefined) this.#log.warn(loaded.note);
    this.#become({ is: 'ready', loaded });
  }

  /** Once a session: a worker that crashes again would do so for ever. */
  #recover(run: Run, { error }: Failure): void {
    if (this.#run !== run) return;
    this.#run = undefined;
    if (this.#crashed) {
      this.#run = { loaded: Promise.resolve({ error }) };
      this.#become({ is: 'failed', error });
      this.#problem.fire({ told: error, way: 'restart' });
      return;
    }
    this.#crashed = true;
    this.#log.warn(`${error} It is started again.`);
    void this.start();
  }

  #become(state: EngineState): void {
    this.#state = state;
    if (state.is === 'failed') this.#log.error(state.error);
    this.#changed.fire(state);
  }
}

/** One life of the worker. */
interface Run {
  client?: EngineClient;
  loaded?: Promise<Loaded | Failure>;
}
