/** How the peers are measured: as ours in src/cli/bench/contexts.ts. */
import { performance } from 'node:perf_hooks';

/** Tokens decoded at each context, at least. */
export const decoded = 32;
/** Processor time of one piece of work that is measured, milliseconds: the system tells it in steps of up to ten. */
const enough = 60;

/** Token ids without meaning, none of them special. */
export function tokens(count, vocab) {
  return Array.from({ length: count }, (_, i) => 300 + ((i * 97) % (vocab - 300)));
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** What tokens cost: medians, call by call by the wall, in processor time in pieces long enough for its clock. */
export class Meter {
  #walls = [];
  #cpu = [];
  #piece;
  #usage;

  /** @param {typeof process.cpuUsage} usage of the process, where what is measured has threads of its own; else of this thread */
  constructor(usage = process.threadCpuUsage.bind(process)) {
    this.#usage = usage;
  }

  /**
   * @param {number} count of tokens
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   * @template T
   */
  async measure(count, work) {
    this.#piece ??= { start: this.#usage(), tokens: 0 };
    const start = performance.now();
    const result = await work();
    this.#walls.push((performance.now() - start) / count);
    this.#piece.tokens += count;
    if (this.#spent() >= enough) this.#end();
    return result;
  }

  get cost() {
    if (this.#cpu.length === 0) this.#end();
    return { wallMs: median(this.#walls), cpuMs: median(this.#cpu) };
  }

  #spent() {
    const { user, system } = this.#usage(this.#piece.start);
    return (user + system) / 1000;
  }

  #end() {
    this.#cpu.push(this.#spent() / this.#piece.tokens);
    this.#piece = undefined;
  }
}
