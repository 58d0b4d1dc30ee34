/** What a token costs after much has been read and after little: each context is reached by reading that many tokens. */
import type { Backend, State } from '../../engine/backend.ts';
import { Clock, type Cost } from './clock.ts';
import { quantile } from './measure.ts';

export interface ContextFigures {
  /** Tokens read before. */
  readonly context: number;
  /** Of one decoded token. */
  readonly decode: Cost;
  /** Of one token read, on the way from the context before. */
  readonly prefill: Cost;
  /** Of the whole process. */
  readonly residentBytes: number;
}

/** Processor time that decoding is measured for, milliseconds: the system counts it in steps of up to ten. */
const enough = 250;
const fewestCalls = 9;
const tokensOfOneCall = 8;
/** Calls that nobody counts: the engine compiles what has run often a second time. */
const warmUps = 24;

/** @param contexts tokens, rising multiples of the chunk */
export async function measureContexts(backend: Backend, contexts: readonly number[]): Promise<ContextFigures[]> {
  const { vocab, chunk } = backend.config;
  const tokens = Array.from({ length: chunk }, (_, i) => 6 + ((i * 97) % (vocab - 6)));
  for (let i = 0; i < warmUps; i++) await decode(backend, (await backend.chunk(backend.initial(), tokens)).state);
  const figures: ContextFigures[] = [];
  let [state, read] = [backend.initial(), 0];
  for (const context of contexts) {
    const [clock, walls] = [new Clock(), [] as number[]];
    const chunks = (context - read) / chunk;
    for (let i = 0; i < chunks; i++) {
      const start = performance.now();
      ({ state } = await backend.chunk(state, tokens));
      walls.push((performance.now() - start) / chunk);
      read += chunk;
    }
    const prefill = { wallMs: quantile(walls, 0.5), cpuMs: clock.cpuMs() / (chunks * chunk) };
    figures.push({
      context,
      prefill,
      decode: await decoding(backend, state),
      residentBytes: process.memoryUsage.rss(),
    });
  }
  return figures;
}

async function decoding(backend: Backend, from: State): Promise<Cost> {
  const [clock, walls] = [new Clock(), [] as number[]];
  let [state, chosen] = [from, 0];
  while (walls.length < fewestCalls || clock.cpuMs() < enough) {
    const start = performance.now();
    const run = await decode(backend, state);
    walls.push((performance.now() - start) / run.chosen.length);
    chosen += run.chosen.length;
    ({ state } = run);
  }
  return { wallMs: quantile(walls, 0.5), cpuMs: clock.cpuMs() / chosen };
}

function decode(backend: Backend, state: State) {
  return backend.steps(state, [7], tokensOfOneCall, false);
}
