/** Entry of the engine's worker: a classic script that loads the model and serves completions from it. */
import { config, t } from '@vscode/l10n';
import { confidence } from './completion/confidence.ts';
import { BackendLost } from './engine/backend.ts';
import { openFileCache } from './engine/file-cache.ts';
import { bundledKernel } from './engine/kernel/binary.ts';
import { KeptStates } from './engine/kept-states.ts';
import { loadEngine, unreadable, type Engine } from './engine/load.ts';
import { runtimeVersion } from './engine/ort.ts';
import { raceKey } from './engine/start.ts';
import { Superseding } from './engine/superseding.ts';
import { gpuOf, type Gpu } from './engine/webgpu/device.ts';
import { graphicsKey } from './engine/webgpu/start.ts';
import { Session, type Completion, type Written } from './memory/session.ts';
import { keptOnTheWay } from './memory/timeline.ts';
import { isFailure, type Failure } from './protocol/failure.ts';
import { moved, Rpc, type Handlers } from './protocol/rpc.ts';
import type { Candidate, HostCalls, Loaded, LoadRequest, WorkerCalls } from './protocol/worker.ts';
import { Blocks } from './syntax/blocks.ts';

declare const self: DedicatedWorkerGlobalScope;

interface Running extends Engine {
  readonly session: Session;
  readonly request: LoadRequest;
  /** What the host is told of it. */
  readonly loaded: Loaded;
}

const requests = new Superseding();
let running: Running | undefined;
/** Where the graphics device was lost: what serves in its place. */
let replacement: Promise<Running | Failure> | undefined;
let last: (Completion & { readonly ms: number }) | undefined;

const handlers: Handlers<WorkerCalls> = {
  async load(request) {
    const started = await start(request, gpuOf(self));
    if (isFailure(started)) return started;
    running = started;
    return started.loaded;
  },

  complete(request, signal) {
    const start = performance.now();
    return requests.run('complete', signal, (cancelled) =>
      served(async ({ session, model }) => {
        const completion = await session.complete(request, cancelled);
        if ('refused' in completion) return { aborted: completion.refused };
        if ('aborted' in completion) return completion;
        const ms = performance.now() - start;
        last = { ...completion, ms };
        const { replaceRest, tokens, read, others } = completion;
        return {
          ...candidate(completion, model),
          others: others.map((other) => candidate(other, model)),
          replaceRest,
          tokens,
          read,
          ms,
        };
      }),
    );
  },

  read(request, signal) {
    return requests.run('read', signal, (cancelled) =>
      served(async ({ session }) => {
        const answer = await session.read(request, cancelled, telling());
        return 'refused' in answer ? { aborted: answer.refused } : answer;
      }),
    );
  },

  async inspect() {
    if (running === undefined || last === undefined) return null;
    const { model, backend, session } = running;
    await last.state.fetch?.();
    const [layers, heads, rows, columns] = model.state.weights as [number, number, number, number];
    const weights = last.state.weights.slice();
    const shape = [layers, heads, rows, columns] as const;
    const { count: snapshots, bytes: snapshotBytes, found: chunksFound, read: chunksRead } = session.snapshots;
    const { read, tokens: decoded, held: tokensRead, ms, point } = last;
    const copied = last.copied && `${last.copied.path}:${last.copied.line}`;
    const working = { read, decoded, copied, snapshots, snapshotBytes, chunksFound, chunksRead, bytes: session.bytes };
    const positions = keptOnTheWay(point).map(({ position }) => position);
    const inspection = { weights, shape, tokensRead, backend: backend.name, ms, working, positions };
    return moved(inspection, [weights.buffer]);
  },

  past({ position }) {
    const kept = last && keptOnTheWay(last.point).find((at) => at.position === position);
    if (kept === undefined) return null;
    const weights = kept.state.weights.slice();
    return moved(weights, [weights.buffer]);
  },
};

/** Milliseconds: often enough for a person to see that something moves. */
const tellEvery = 300;

/** Tells the host how far the reading is, now and then. */
function telling(): (read: number, total: number) => void {
  let last = performance.now();
  return (read, total) => {
    if (performance.now() - last < tellEvery) return;
    last = performance.now();
    void host.request('progress', { read, total });
  };
}

function candidate({ text, logprob, lines, copied }: Written, { confidence: calibration }: Engine['model']): Candidate {
  return {
    text,
    confidence: confidence(logprob, calibration),
    lines: lines.map((line) => confidence(line, calibration)),
    copied,
  };
}

const host = new Rpc<HostCalls, WorkerCalls>(
  {
    post: (message, transfer) => self.postMessage(message, transfer),
    listen: (listener) => self.addEventListener('message', ({ data }) => listener(data)),
  },
  handlers,
);

/** Undefined where the browser keeps nothing. */
async function keptStates({ model, backend }: Engine): Promise<KeptStates | undefined> {
  const cache = await openFileCache('palimpsest-states');
  const onDamage = () => void host.request('note', t('A kept state was damaged; the file is read again.'));
  return cache && KeptStates.open(cache, { model, backend: backend.name }, { onDamage });
}

/** Does its work with the engine that runs; where the graphics device is lost on the way, once more without it. */
async function served<T>(work: (engine: Running) => Promise<T>): Promise<T | Failure> {
  if (running === undefined) return { error: t('The engine is not loaded.') };
  try {
    return await work(running);
  } catch (thrown) {
    if (!(thrown instanceof BackendLost)) throw thrown;
    replacement ??= replace(running, thrown.message);
    const other = await replacement;
    return isFailure(other) ? other : work(other);
  }
}

/** The processor goes on. What it has not read is read again, from the text. */
async function replace({ request, backend }: Running, reason: string): Promise<Running | Failure> {
  const other = await start(request, undefined);
  if (isFailure(other)) return other;
  const note = `The device of ${backend.name} was lost (${reason}); ${other.backend.name} goes on.`;
  await host.request('replaced', { ...other.loaded, note });
  last = undefined;
  running = other;
  return other;
}

async function start(request: LoadRequest, gpu: Gpu | undefined): Promise<Running | Failure> {
  const begun = performance.now();
  const notes: string[] = [];
  const engine = await load(request, gpu, (line) => notes.push(line));
  if (isFailure(engine)) return engine;
  const { model, backend, tokenizer } = engine;
  const syntax = new Blocks((name) => host.request('need', { from: 'extension', path: `${request.grammars}/${name}` }));
  const kept = await keptStates(engine);
  const session = new Session(backend, tokenizer, {
    syntax,
    kept,
    onShortage: (bytes) =>
      void host.request(
        'note',
        t`Memory is short: at most ${Math.round(bytes / 2 ** 20)} MB are kept of what was read.`,
      ),
    pointer: model.pointer,
    context: model.context.tokens,
    waits: false,
  });
  const { threshold } = model.confidence;
  const ms = performance.now() - begun;
  const loaded = { id: model.id, name: model.name, backend: backend.name, threshold, ms };
  const noted = notes.length === 0 ? loaded : { ...loaded, note: notes.join(' ') };
  return { ...engine, request, session, loaded: noted };
}

/**
 * The files come from the cache, under their checksums, or from the host.
 *
 * @param gpu without it the processor serves
 */
async function load(
  { runtime: path, words, backend }: LoadRequest,
  gpu: Gpu | undefined,
  log: (line: string) => void,
): Promise<Engine | Failure> {
  config({ contents: words });
  const cache = await openFileCache('palimpsest');
  // Its checksum stands nowhere, so it is kept by its version, and only once it has been seen working.
  const key = `runtime-${runtimeVersion}`;
  const cached = await cache?.get(key);
  const runtime = cached ?? (await host.request('need', { from: 'extension', path }));
  if (isFailure(runtime)) return unreadable(path, runtime.error);
  const read = (name: string) => host.request('need', { from: 'model', path: name });
  const kernel = bundledKernel();
  const engine = await loadEngine({ read, cache, runtime }, { kernel, gpu, backend, log });
  if (isFailure(engine)) {
    await cache?.keep([]);
    return engine;
  }
  if (cached === undefined) await cache?.put(key, runtime);
  await cache?.keep([
    key,
    graphicsKey(engine.model),
    ...(kernel === undefined ? [] : [raceKey(engine.model, kernel)]),
    ...Object.values(engine.model.files).map((file) => file.sha256),
  ]);
  return engine;
}
