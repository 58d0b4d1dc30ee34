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

/** How often each context has its turn to decode: what the machine does besides then hits all alike. */
const turns = 5;
/** Processor time of one turn, milliseconds: the system tells it in steps of up to ten. */
const enough = 60;
const tokensOfOneCall = 8;
/** Calls that nobody counts: the engine compiles what has run often a second time. */
const warmUps = 24;

/** @param contexts tokens, rising multiples of the chunk */
export async function measureContexts(backend: Backend, contexts: readonly number[]): Promise<ContextFigures[]> {
  const { vocab, chunk } = backend.config;
  const tokens = Array.from({ length: chunk }, (_, i) => 6 + ((i * 97) % (vocab - 6)));
  for (let i = 0; i < warmUps; i++) await decode(backend, (await backend.chunk(backend.initial(), tokens)).state);
  const reached: (Omit<ContextFigures, 'decode'> & { decoder: Decoder })[] = [];
  let [state, read] = [backend.initial(), 0];
  for (const context of contexts) {
    const [clock, walls] = [new Clock(), [] as number[]];
    const chunks = (context - read) / chunk;
    for (; read < context; read += chunk) {
      const start = performance.now();
      ({ state } = await backend.chunk(state, tokens));
      walls.push((performance.now() - start) / chunk);
    }
    const prefill = { wallMs: quantile(walls, 0.5), cpuMs: clock.cpuMs() / (chunks * chunk) };
    reached.push({ context, prefill, residentBytes: process.memoryUsage.rss(), decoder: new Decoder(backend, state) });
  }
  for (let turn = 0; turn < turns; turn++) {
    for (const { decoder } of turn % 2 === 0 ? reached : reached.toReversed()) await decoder.turn();
  }
  return reached.map(({ decoder, ...figures }) => ({ ...figures, decode: decoder.cost }));
}

/** Goes on from where the reading came to. */
class Decoder {
  readonly #backend: Backend;
  readonly #walls: number[] = [];
  #state: State;
  #cpuMs = 0;
  #tokens = 0;

  constructor(backend: Backend, state: State) {
    this.#backend = backend;
    this.#state = state;
  }

  async turn(): Promise<void> {
    const clock = new Clock();
    while (clock.cpuMs() < enough) {
      const start = performance.now();
      const { state, chosen } = await decode(this.#backend, this.#state);
      this.#walls.push((performance.now() - start) / chosen.length);
      this.#tokens += chosen.length;
      this.#state = state;
    }
    this.#cpuMs += clock.cpuMs();
  }

  get cost(): Cost {
    return { wallMs: quantile(this.#walls, 0.5), cpuMs: this.#cpuMs / this.#tokens };
  }
}

function decode(backend: Backend, state: State) {
  return backend.steps(state, [7], tokensOfOneCall, false);
}
