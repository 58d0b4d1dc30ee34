/** What a token costs after much has been read and after little: each context is reached by reading that many tokens. */
import type { Backend, State } from '../../engine/backend.ts';
import { Clock, enough, type Cost } from './clock.ts';
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
const turns = 9;
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
    const reader = new Meter();
    for (; read < context; read += chunk) {
      await reader.measure(async () => {
        ({ state } = await backend.chunk(state, tokens));
        return chunk;
      });
    }
    const prefill = reader.cost;
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
  readonly #meter = new Meter();
  #state: State;

  constructor(backend: Backend, state: State) {
    this.#backend = backend;
    this.#state = state;
  }

  async turn(): Promise<void> {
    do {
      await this.#meter.measure(async () => {
        const { state, chosen } = await decode(this.#backend, this.#state);
        this.#state = state;
        return chosen.length;
      });
    } while (this.#meter.begun);
  }

  get cost(): Cost {
    return this.#meter.cost;
  }
}

/** What tokens cost, call by call by the wall; in processor time in pieces that are long enough for its clock. */
class Meter {
  readonly #walls: number[] = [];
  readonly #cpu: number[] = [];
  #piece: { readonly clock: Clock; tokens: number } | undefined;

  /** @param work says how many tokens it took */
  async measure(work: () => Promise<number>): Promise<void> {
    this.#piece ??= { clock: new Clock(), tokens: 0 };
    const start = performance.now();
    const tokens = await work();
    this.#walls.push((performance.now() - start) / tokens);
    this.#piece.tokens += tokens;
    if (this.#piece.clock.cpuMs() >= enough) this.#end();
  }

  /** Whether a piece is not long enough yet. */
  get begun(): boolean {
    return this.#piece !== undefined;
  }

  get cost(): Cost {
    if (this.#cpu.length === 0) this.#end();
    return { wallMs: quantile(this.#walls, 0.5), cpuMs: quantile(this.#cpu, 0.5) };
  }

  #end(): void {
    if (this.#piece !== undefined) this.#cpu.push(this.#piece.clock.cpuMs() / this.#piece.tokens);
    this.#piece = undefined;
  }
}

function decode(backend: Backend, state: State) {
  return backend.steps(state, [7], tokensOfOneCall, false);
}
