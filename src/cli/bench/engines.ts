/** Every engine at growing contexts, each in a process of its own, so that its memory is its own: ours and the peers. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseModel, type Model } from '../../engine/model.ts';
import { isFailure, type Failure } from '../../protocol/failure.ts';
import { bundledKernel } from '../../engine/kernel/binary.ts';
import { load } from '../load.ts';
import { bytesOfToken, measureBandwidth } from './bandwidth.ts';
import { measureContexts, type ContextFigures } from './contexts.ts';
import { answerOf } from './process.ts';

export interface EngineReport {
  readonly engine: string;
  readonly parameters: number;
  readonly threads: 1;
  /** From nothing to an engine that can be asked, warm. */
  readonly loadMs: number;
  readonly contexts: readonly Compared[];
  /** Of ours: one core reading as many bytes as a token needs, GB/s. */
  readonly gigabytesPerSecond?: number;
  /** Least time of a token at that speed over the processor time it took, at the first context. */
  readonly ofMemoryLimit?: number;
}

/** Processor time beside that of others. */
export interface Compared extends ContextFigures {
  /** Of a decoded token over that at the first context: 1 is flat. */
  readonly decodeOverFirst: number;
  /** Of the first engine's at this context, which is ours, where it was measured there: more than 1 is slower than ours. */
  readonly overOurs?: { readonly decode: number; readonly prefill: number };
}

/** As a process tells it that knows of no other. */
type Told = Omit<EngineReport, 'contexts'> & { readonly contexts: readonly ContextFigures[] };

export interface EnginesReport {
  readonly model: string;
  readonly parameters: number;
  /** In the order of `engines`; ours first. */
  readonly engines: readonly EngineReport[];
  /** Peers that are not here, and why. */
  readonly notRun: readonly string[];
}

const ours = ['kernel', 'ort'] as const;

/** One of ours, in this process. */
export async function measureEngine(folder: string, contexts: readonly number[]): Promise<Told | Failure> {
  const start = performance.now();
  const engine = await load(folder);
  if (isFailure(engine)) return engine;
  const loadMs = performance.now() - start;
  const { backend } = engine;
  const figures = await measureContexts(backend, contexts);
  const report = { engine: backend.name, parameters: parametersOf(engine.model), loadMs, contexts: figures };
  const [kernel, bytes] = [bundledKernel(), bytesOfToken(engine.model, backend.name)];
  if (kernel === undefined) return { ...report, threads: 1 };
  const gigabytesPerSecond = measureBandwidth(kernel, bytes);
  const ofMemoryLimit = bytes / (gigabytesPerSecond * 1e6) / figures[0]!.decode.cpuMs;
  return { ...report, threads: 1, gigabytesPerSecond, ofMemoryLimit };
}

/**
 * @param folder of a model, whose sizes are the peers', too
 * @param contexts for us @param peerContexts for them: what they keep and compute grows with it
 */
export async function measureEngines(
  folder: string,
  contexts: readonly number[],
  peerContexts: readonly number[],
  progress: (text: string) => void,
): Promise<EnginesReport | Failure> {
  const model = parseModel(JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')));
  if (isFailure(model)) return model;
  const engines: Told[] = [];
  const notRun: string[] = [];
  const keep = (name: string, result: Told | Failure) =>
    isFailure(result) ? notRun.push(`${name}: ${result.error}`) : engines.push(result);
  for (const backend of ours) {
    progress(`${backend} at up to ${contexts.at(-1)} tokens`);
    const args = [process.argv[1]!, 'bench', '--contexts', contexts.join(',')];
    keep(backend, await answerOf<Told>(args, { PALIMPSEST_MODEL: folder, PALIMPSEST_BACKEND: backend }));
  }
  const { vocab, dim, layers, heads } = model.config;
  const parameters = parametersOf(model);
  const asked = { parameters, contexts: peerContexts, vocab, dim, layers, heads };
  for (const bits of [8, 4]) {
    progress(`llama.cpp with ${bits} bits at up to ${peerContexts.at(-1)} tokens`);
    keep(`llama.cpp ${bits} bits`, await llama({ ...asked, bits }));
  }
  progress(`a GPT in ONNX Runtime Web at up to ${peerContexts.at(-1)} tokens`);
  keep('GPT with cache, ONNX Runtime Web', await answerOf<Told>(['bench/gpt.mjs', JSON.stringify(asked)]));
  return { model: model.name, parameters, engines: compared(engines), notRun };
}

/** Each with its ratios. */
export function compared(engines: readonly Told[]): EngineReport[] {
  const ours = engines[0]?.contexts ?? [];
  return engines.map((engine) => ({
    ...engine,
    contexts: engine.contexts.map((figures): Compared => {
      const { context, decode, prefill } = figures;
      const decodeOverFirst = decode.cpuMs / engine.contexts[0]!.decode.cpuMs;
      const own = ours.find((other) => other.context === context);
      if (own === undefined) return { ...figures, decodeOverFirst };
      const overOurs = { decode: decode.cpuMs / own.decode.cpuMs, prefill: prefill.cpuMs / own.prefill.cpuMs };
      return { ...figures, decodeOverFirst, overOurs };
    }),
  }));
}

function parametersOf({ files }: Model): number {
  return files.weights.bytes / 2;
}

function llama(asked: object): Promise<Told | Failure> {
  if (existsSync('bench/node_modules')) return answerOf<Told>(['bench/llama.mjs', JSON.stringify(asked)]);
  return Promise.resolve({ error: 'npm install --ignore-scripts --prefix bench installs it (700 MB)' });
}

/** Lines for people: processor time of a token, and what it is of our own. */
export function enginesTable({ model, parameters, engines, notRun }: EnginesReport): string {
  const lines = engines.flatMap(({ engine, loadMs, contexts, ofMemoryLimit }) => [
    `  ${engine}, loaded in ${(loadMs / 1000).toFixed(1)} s` +
      (ofMemoryLimit === undefined ? '' : `, ${(100 * ofMemoryLimit).toFixed(0)}% of the memory's limit`),
    ...contexts.map(({ context, decode, prefill, residentBytes, decodeOverFirst, overOurs }) => {
      const ratio = overOurs === undefined ? '' : `, ${overOurs.decode.toFixed(2)} times ours`;
      return (
        `    ${String(context).padStart(7)} tokens: decoding ${decode.cpuMs.toFixed(2)} ms a token ` +
        `(${decode.wallMs.toFixed(2)} by the wall)${ratio}, ${decodeOverFirst.toFixed(2)} times the first; ` +
        `reading ${(1000 / prefill.cpuMs).toFixed(0)} tokens a second, ${(residentBytes / 1e6).toFixed(0)} MB`
      );
    }),
  ]);
  const missing = notRun.map((reason) => `  not run: ${reason}`);
  const title = `By context: ${model}, ${(parameters / 1e6).toFixed(1)} M parameters, one thread, processor time`;
  return [title, ...lines, ...missing, ''].join('\n');
}
