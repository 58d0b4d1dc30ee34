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
import { pause } from './engine/pause.ts';
import { readBy, writtenBy } from './memory/looked.ts';
import { collided, recalled } from './memory/recalled.ts';
import { Session, type Completion, type Trace, type Written } from './memory/session.ts';
import { keptOnTheWay } from './memory/timeline.ts';
import { isFailure, type Failure } from './protocol/failure.ts';
import { moved, Rpc, type Handlers } from './protocol/rpc.ts';
import type { CollisionsAnswer } from './protocol/collisions.ts';
import type { RecallAnswer } from './protocol/recall.ts';
import { reach, type ReadsAnswer, type WritesAnswer } from './protocol/trace.ts';
import type {
  Aborted,
  Candidate,
  CompleteRequest,
  HostCalls,
  Loaded,
  LoadRequest,
  WorkerCalls,
} from './protocol/worker.ts';
import { Blocks } from './syntax/blocks.ts';
import { Grammars } from './syntax/grammars.ts';
import { Symbols } from './syntax/symbols.ts';

declare const self: DedicatedWorkerGlobalScope;

interface Running extends Engine {
  readonly session: Session;
  readonly request: LoadRequest;
  /** What the host is told of it. */
  readonly loaded: Loaded;
  readonly symbols: Symbols;
}

const requests = new Superseding();
let running: Running | undefined;
/** Where the graphics device was lost: what serves in its place. */
let replacement: Promise<Running | Failure> | undefined;
let last: (Completion & { readonly ms: number }) | undefined;
/** How often something was forgotten. What was taken from a document before that may hold it. */
let forgettings = 0;

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
        if (isOld(request)) return { aborted: 'forgotten' };
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
        if (isOld(request)) return { aborted: 'forgotten' };
        const answer = await session.read(request, cancelled, telling());
        return 'refused' in answer ? { aborted: answer.refused } : answer;
      }),
    );
  },

  async inspect() {
    if (running === undefined || last === undefined) return null;
    return served(async ({ model, backend, session }) => {
      const looked = last;
      // The graphics device was lost, and nothing was completed since.
      if (looked === undefined) return null;
      await looked.state.fetch?.();
      const [layers, heads, rows, columns] = model.state.weights as [number, number, number, number];
      const weights = looked.state.weights.slice();
      const shape = [layers, heads, rows, columns] as const;
      const { count: snapshots, bytes: snapshotBytes, found: chunksFound, read: chunksRead } = session.snapshots;
      const { read, tokens: decoded, held: tokensRead, ms, point } = looked;
      const copied = looked.copied && `${looked.copied.path}:${looked.copied.line}`;
      const kept = { snapshots, snapshotBytes, chunksFound, chunksRead, bytes: session.bytes };
      const working = { read, decoded, copied, ...kept };
      const positions = keptOnTheWay(point).map(({ position }) => position);
      const inspection = { weights, shape, tokensRead, backend: backend.name, ms, working, positions };
      return moved(inspection, [weights.buffer]);
    });
  },

  past({ position }) {
    const kept = last && keptOnTheWay(last.point).find((at) => at.position === position);
    if (kept === undefined) return null;
    const weights = kept.state.weights.slice();
    return moved(weights, [weights.buffer]);
  },

  async reads({ token, reach }, signal) {
    const answer = await traced<ReadsAnswer>(
      signal,
      reach,
      async (trace, { backend: { config }, session, look }, breathe) => {
        const reads = readBy(config, trace, token, await look.now());
        const copied = await session.copied(trace, reads.target, breathe);
        return 'aborted' in copied ? undefined : { ...reads, copied };
      },
    );
    if (answer === null || !('shares' in answer)) return answer;
    return moved(answer, [answer.shares.buffer, answer.before.buffer, answer.list.places.buffer] as ArrayBuffer[]);
  },

  async writes(_, signal) {
    const answer = await traced<WritesAnswer>(signal, reach.usual, (trace, { backend: { config }, look }, breathe) =>
      look.now().then((started) => writtenBy(config, trace, breathe, started)),
    );
    if (answer === null || !('beta' in answer)) return answer;
    const { beta, surprise, held, list } = answer;
    return moved(answer, [beta.buffer, surprise.buffer, held.buffer, list.places.buffer] as ArrayBuffer[]);
  },

  forget({ paths, next, forgettings: count }, signal) {
    const start = performance.now();
    return requests.run('complete', signal, (cancelled) =>
      served(async ({ session }) => {
        forgettings = count;
        last = undefined;
        await session.forget(paths, next);
        const completion = next && (await session.complete(next, cancelled));
        if (completion && 'text' in completion) last = { ...completion, ms: performance.now() - start };
        return null;
      }),
    );
  },

  whatIf({ heads, lines }, signal) {
    const start = performance.now();
    return requests.run('whatIf', signal, async (cancelled) => {
      if (running === undefined) return null;
      return served(async ({ session, model, backend }) => {
        const real = last;
        if (real === undefined) return null;
        const without = await session.whatIf({ heads: heads && headsOf(backend.config, heads), lines }, cancelled);
        if (without === null || 'aborted' in without) return without;
        if ('refused' in without) return { aborted: without.refused };
        const [asItIs, asItWouldBe] = [candidate(real, model), candidate(without, model)];
        return { real: asItIs, without: asItWouldBe, ms: performance.now() - start };
      });
    });
  },

  async recall({ of, reach }, signal) {
    const answer = await traced<RecallAnswer>(
      signal,
      reach,
      async (trace, { backend: { config }, symbols, look }, breathe) => {
        const { path, prefix, suffix } = trace.left.request;
        return recalled(config, trace, await symbols.of(path, prefix + suffix), of, breathe, await look.now());
      },
    );
    if (answer === null || !('recall' in answer)) return answer;
    const { beta, recall, curve, list } = answer;
    const buffers = [
      beta.buffer,
      recall.buffer,
      list.places.buffer,
      ...(curve ? [curve.at.buffer, curve.recall.buffer] : []),
    ];
    return moved(answer, buffers as ArrayBuffer[]);
  },

  async collisions(_, signal) {
    const answer = await traced<CollisionsAnswer>(signal, reach.usual, (trace, { backend: { config } }, breathe) =>
      collided(config, trace, breathe),
    );
    if (answer === null || !('pairs' in answer)) return answer;
    return moved(answer, [answer.pairs.buffer, answer.figures.buffer, answer.list.places.buffer] as ArrayBuffer[]);
  },

  endTrace() {
    running?.session.endTrace();
    running?.symbols.clear();
    running?.look.end();
    return null;
  },
};

/**
 * The record of the last completion, for those who look at it; its milliseconds are of the engine's time.
 *
 * @param most tokens that are looked at
 * @param answer is given what lets messages through, and says whether the answer is still wanted; nothing where it is not
 */
async function traced<T>(
  signal: AbortSignal,
  most: number,
  answer: (trace: Trace, engine: Running, breathe: () => Promise<boolean>) => Told<T> | Promise<Told<T>>,
): Promise<T | null | Aborted | Failure> {
  if (running === undefined) return null;
  return requests.run('look', signal, (cancelled) =>
    served(async (engine): Promise<T | null | Aborted> => {
      const trace = await engine.session.trace(cancelled, telling(), most);
      if (trace === null || 'aborted' in trace) return trace;
      const start = performance.now();
      const breathe = async (): Promise<boolean> => {
        await pause();
        return !cancelled();
      };
      const answered = await answer(trace, engine, breathe);
      if (answered === undefined) return { aborted: 'cancelled' };
      return { ...answered, ms: trace.ms + performance.now() - start } as T;
    }),
  );
}

/** Whether it was taken from the document before something was forgotten. */
function isOld({ forgettings: then = forgettings }: CompleteRequest): boolean {
  return then < forgettings;
}

/** All heads of a layer, or those with a number in all layers, or all, or one. */
function headsOf({ layers, heads }: Engine['backend']['config'], { layer, head }: { layer?: number; head?: number }) {
  const all = Array.from({ length: layers * heads }, (_, at) => ({ layer: Math.floor(at / heads), head: at % heads }));
  return all.filter((own) => (layer ?? own.layer) === own.layer && (head ?? own.head) === own.head);
}

type Told<T> = Omit<T, 'ms'> | undefined;

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

function candidate(written: Written, { confidence: calibration }: Engine['model']): Candidate {
  const { text, logprob, lines, parts, copied } = written;
  return {
    text,
    confidence: confidence(logprob, calibration),
    lines: lines.map((line) => confidence(line, calibration)),
    parts: parts.map(({ length, logprob }) => ({ length, confidence: confidence(logprob, calibration) })),
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
  const note = t`The graphics device of ${backend.name} was lost (${reason}); ${other.backend.name} goes on.`;
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
  const grammars = new Grammars((name) =>
    host.request('need', { from: 'extension', path: `${request.grammars}/${name}` }),
  );
  const kept = await keptStates(engine);
  const session = new Session(backend, tokenizer, {
    syntax: new Blocks(grammars),
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
  return { ...engine, request, session, symbols: new Symbols(grammars), loaded: noted };
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
  let fetched: Uint8Array | undefined;
  const runtime = async () => {
    const cached = await cache?.get(key);
    if (cached !== undefined) return cached;
    const bytes = await host.request('need', { from: 'extension', path });
    if (isFailure(bytes)) throw new Error(unreadable(path, bytes.error).error);
    return (fetched = bytes);
  };
  const read = (name: string) => host.request('need', { from: 'model', path: name });
  const kernel = bundledKernel();
  const engine = await loadEngine({ read, cache, runtime }, { kernel, gpu, backend, log });
  if (isFailure(engine)) {
    await cache?.keep([]);
    return engine;
  }
  if (fetched !== undefined) await cache?.put(key, fetched);
  await cache?.keep([
    key,
    graphicsKey(engine.model),
    ...(kernel === undefined ? [] : [raceKey(engine.model, kernel)]),
    ...Object.values(engine.model.files).map((file) => file.sha256),
  ]);
  return engine;
}
