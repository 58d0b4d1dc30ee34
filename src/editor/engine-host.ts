import { EventEmitter, type Disposable, type LogOutputChannel, type Uri } from 'vscode';
import { EngineClient } from '../engine/client.ts';
import { isFailure, messageOf, type Failure } from '../protocol/failure.ts';
import type { Inspection } from '../protocol/panel.ts';
import type { Aborted, Completed, CompleteRequest, Loaded } from '../protocol/worker.ts';
import { readExtensionFile, startWorker } from './start-worker.ts';

export type EngineState =
  | { readonly is: 'stopped' | 'loading' }
  | { readonly is: 'ready'; readonly loaded: Loaded }
  | { readonly is: 'failed'; readonly error: string };

const files = {
  worker: 'dist/worker.js',
  model: 'models',
  runtime: 'dist/ort-wasm-simd-threaded.wasm',
  grammars: 'dist',
};

/** The engine's worker from its start to its end: started when first needed, once more after a crash. */
export class EngineHost implements Disposable {
  readonly #extension: Uri;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<EngineState>();
  readonly #suggested = new EventEmitter<void>();
  #state: EngineState = { is: 'stopped' };
  #run: Run | undefined;
  #crashed = false;

  readonly onDidChangeState = this.#changed.event;
  /** The model has answered: its memory can be looked at. */
  readonly onDidSuggest = this.#suggested.event;

  constructor(extension: Uri, log: LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  get state(): EngineState {
    return this.#state;
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
    this.#run?.client?.dispose();
    this.#run = undefined;
    this.#become({ is: 'stopped' });
  }

  restart(): Promise<Loaded | Failure> {
    this.stop();
    this.#crashed = false;
    return this.start();
  }

  /** Waits for the engine to be ready. */
  async complete(request: CompleteRequest, signal: AbortSignal): Promise<Completed | Aborted | Failure> {
    const answer = await this.#ask(signal, (client) => client.complete(request, signal));
    if ('text' in answer) this.#suggested.fire();
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

  dispose(): void {
    this.stop();
    this.#changed.dispose();
    this.#suggested.dispose();
  }

  async #ask<T>(signal: AbortSignal, ask: (client: EngineClient) => Promise<T>): Promise<T | Aborted | Failure> {
    const loaded = await this.start();
    if (isFailure(loaded)) return loaded;
    const client = this.#run?.client;
    if (signal.aborted || client === undefined) return { aborted: 'cancelled' };
    const answer = await ask(client);
    // Stopped or crashed meanwhile: that is told where it happens, once.
    return isFailure(answer) && this.#run?.client !== client ? { aborted: 'cancelled' } : answer;
  }

  async #load(run: Run): Promise<Loaded | Failure> {
    try {
      const worker = await startWorker(this.#extension, files.worker);
      run.client = new EngineClient(worker, {
        readFile: (path) => readExtensionFile(this.#extension, path),
        onCrash: (failure) => this.#recover(run, failure),
      });
      // Stopped while the script was read.
      if (this.#run !== run) run.client.dispose();
      return await run.client.load(files);
    } catch (thrown) {
      return { error: `The engine can not be started: ${messageOf(thrown)}` };
    }
  }

  #tell(loaded: Loaded | Failure): void {
    if (isFailure(loaded)) {
      this.#become({ is: 'failed', error: loaded.error });
      return;
    }
    this.#log.info(`${loaded.name} (${loaded.id}) on ${loaded.backend}, loaded in ${Math.round(loaded.ms)} ms.`);
    this.#become({ is: 'ready', loaded });
  }

  /** Once a session: a worker that crashes again would do so for ever. */
  #recover(run: Run, { error }: Failure): void {
    if (this.#run !== run) return;
    this.#run = undefined;
    if (this.#crashed) {
      const told = `${error} “Palimpsest: Restart the Engine” starts it again.`;
      this.#run = { loaded: Promise.resolve({ error: told }) };
      this.#become({ is: 'failed', error: told });
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
