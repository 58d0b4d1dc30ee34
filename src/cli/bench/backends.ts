/** Both backends of one model side by side, call by call in turns, and how near each comes to the memory's limit. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Backend, State } from '../../engine/backend.ts';
import { loadEngine } from '../../engine/load.ts';
import { bundledKernel } from '../../engine/kernel/binary.ts';
import { isFailure, type Failure } from '../../protocol/failure.ts';
import { bytesOfToken, measureBandwidth } from './bandwidth.ts';
import { quantile } from './measure.ts';

export interface BackendFigures {
  readonly backend: string;
  readonly decodeMsPerToken: number;
  readonly prefillTokensPerSecond: number;
  /** Least time that reading weights and state of one token takes at the bandwidth measured, over the time it took. */
  readonly ofMemoryLimit: number;
}

export interface BackendsReport {
  readonly model: string;
  readonly parameters: number;
  readonly threads: 1;
  /** Of one core reading as many bytes as the kernel does for a token, GB/s. */
  readonly gigabytesPerSecond: number;
  readonly backends: readonly BackendFigures[];
  /** Of the second over the first: more than 1 is faster. */
  readonly decodeGain: number;
  readonly prefillGain: number;
}

const decoded = 4;

/** @param folder of the model @param rounds of each */
export async function measureBackends(folder: string, rounds: number): Promise<BackendsReport | Failure> {
  const read = (name: string) => readFile(path.join(folder, name));
  const kernel = bundledKernel();
  if (kernel === undefined) return { error: 'this build has no kernel' };
  const ort = await loadEngine({ read }, { backend: 'ort' });
  if (isFailure(ort)) return ort;
  const ours = await loadEngine({ read }, { backend: 'kernel', kernel });
  if (isFailure(ours)) return ours;
  if (!ours.backend.name.startsWith('kernel')) return { error: `the kernel can not run ${folder}` };
  const { config, name, files } = ort.model;
  const parameters = files.weights.bytes / 2;
  const runners = [ort.backend, ours.backend].map((backend) => new Runner(backend));
  for (let round = -2; round < rounds; round++) {
    for (const runner of round % 2 === 0 ? runners : runners.toReversed()) await runner.round(round >= 0);
  }
  await ort.backend.dispose();
  await ours.backend.dispose();
  const gigabytesPerSecond = measureBandwidth(kernel, bytesOfToken(ort.model, ours.backend.name));
  const figures = runners.map(({ backend, decode, prefill }): BackendFigures => {
    const decodeMsPerToken = quantile(decode, 0.5);
    const bytes = bytesOfToken(ort.model, backend.name);
    return {
      backend: backend.name,
      decodeMsPerToken,
      prefillTokensPerSecond: (1000 * config.chunk) / quantile(prefill, 0.5),
      ofMemoryLimit: bytes / (gigabytesPerSecond * 1e6) / decodeMsPerToken,
    };
  });
  const [first, second] = runners as [Runner, Runner];
  return {
    model: name,
    parameters,
    threads: 1,
    gigabytesPerSecond,
    backends: figures,
    decodeGain: gain(first.decode, second.decode),
    prefillGain: gain(first.prefill, second.prefill),
  };
}

/** Median of the ratios of neighbours in time: what the machine does besides hits both. */
function gain(first: readonly number[], second: readonly number[]): number {
  return quantile(
    first.map((ms, i) => ms / second[i]!),
    0.5,
  );
}

class Runner {
  readonly backend: Backend;
  /** Milliseconds a token. */
  readonly decode: number[] = [];
  /** Milliseconds a chunk. */
  readonly prefill: number[] = [];
  #state: State;

  constructor(backend: Backend) {
    this.backend = backend;
    this.#state = backend.initial();
  }

  async round(counts: boolean): Promise<void> {
    const { vocab, chunk } = this.backend.config;
    const tokens = Array.from({ length: chunk }, (_, i) => 6 + ((i * 97) % (vocab - 6)));
    let start = performance.now();
    const read = await this.backend.chunk(this.#state, tokens);
    const prefill = performance.now() - start;
    start = performance.now();
    const run = await this.backend.steps(read.state, [tokens[0]!], decoded, false);
    const decode = (performance.now() - start) / run.chosen.length;
    this.#state = run.state;
    if (!counts) return;
    this.prefill.push(prefill);
    this.decode.push(decode);
  }
}

/** Lines for people. */
export function backendsTable(report: BackendsReport): string {
  const { model, parameters, threads, gigabytesPerSecond, backends, decodeGain, prefillGain } = report;
  return [
    `Backends side by side: ${model}, ${(parameters / 1e6).toFixed(1)} M parameters, ${threads} thread, ` +
      `${gigabytesPerSecond.toFixed(1)} GB/s of memory`,
    ...backends.map(
      ({ backend, decodeMsPerToken, prefillTokensPerSecond, ofMemoryLimit }) =>
        `  ${backend.padEnd(15)} decoding ${decodeMsPerToken.toFixed(2)} ms a token ` +
        `(${(100 * ofMemoryLimit).toFixed(0)}% of the memory's limit), reading ${prefillTokensPerSecond.toFixed(0)} tokens a second`,
    ),
    `  the second over the first: decoding ${decodeGain.toFixed(1)} times, reading ${prefillGain.toFixed(1)} times as fast`,
    '',
  ].join('\n');
}
