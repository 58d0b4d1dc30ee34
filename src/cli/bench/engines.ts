/** Every engine at growing contexts, each in a process of its own, so that its memory is its own: ours and the peers. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseModel, type Model } from '../../engine/model.ts';
import { isFailure, messageOf, type Failure } from '../../protocol/failure.ts';
import { bundledKernel } from '../../engine/kernel/binary.ts';
import { load } from '../load.ts';
import { bytesOfToken, measureBandwidth } from './bandwidth.ts';
import { measureContexts, type ContextFigures } from './contexts.ts';

export interface EngineReport {
  readonly engine: string;
  readonly parameters: number;
  readonly threads: 1;
  /** From nothing to an engine that can be asked, warm. */
  readonly loadMs: number;
  readonly contexts: readonly ContextFigures[];
  /** Of ours: one core reading as many bytes as a token needs, GB/s. */
  readonly gigabytesPerSecond?: number;
  /** Least time of a token at that speed over the processor time it took, at the first context. */
  readonly ofMemoryLimit?: number;
}

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
export async function measureEngine(folder: string, contexts: readonly number[]): Promise<EngineReport | Failure> {
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
  const engines: EngineReport[] = [];
  const notRun: string[] = [];
  const keep = (name: string, result: EngineReport | Failure) =>
    isFailure(result) ? notRun.push(`${name}: ${result.error}`) : engines.push(result);
  for (const backend of ours) {
    progress(`${backend} at up to ${contexts.at(-1)} tokens`);
    const args = [process.argv[1]!, 'bench', '--contexts', contexts.join(',')];
    keep(backend, await child(args, { PALIMPSEST_MODEL: folder, PALIMPSEST_BACKEND: backend }));
  }
  const { vocab, dim, layers, heads } = model.config;
  const parameters = parametersOf(model);
  for (const bits of [8, 4]) {
    progress(`llama.cpp with ${bits} bits at up to ${peerContexts.at(-1)} tokens`);
    const asked = { parameters, bits, contexts: peerContexts, vocab, dim, layers, heads };
    keep(`llama.cpp ${bits} bits`, await peer('llama.mjs', asked));
  }
  return { model: model.name, parameters, engines, notRun };
}

function parametersOf({ files }: Model): number {
  return files.weights.bytes / 2;
}

function peer(script: string, asked: object): Promise<EngineReport | Failure> {
  if (existsSync('bench/node_modules')) return child([`bench/${script}`, JSON.stringify(asked)]);
  return Promise.resolve({ error: 'npm ci --ignore-scripts --prefix bench installs it (700 MB)' });
}

/** Node with these arguments; its answer is one JSON object on stdout. */
function child(args: string[], env: Record<string, string> = {}): Promise<EngineReport | Failure> {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const running = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: [...stdio] });
    let [answer, said] = ['', ''];
    running.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    running.once('error', (thrown) => resolve({ error: thrown.message }));
    running.once('close', () => resolve(parsed(answer, said)));
  });
}

function parsed(answer: string, said: string): EngineReport | Failure {
  try {
    return JSON.parse(answer) as EngineReport;
  } catch (thrown) {
    return { error: said.trim().split('\n').at(-1) ?? messageOf(thrown) };
  }
}

/** Lines for people: processor time of a token, and what it is of our own. */
export function enginesTable({ model, parameters, engines, notRun }: EnginesReport): string {
  const first = engines[0];
  const lines = engines.flatMap(({ engine, loadMs, contexts, ofMemoryLimit }) => [
    `  ${engine}, loaded in ${(loadMs / 1000).toFixed(1)} s` +
      (ofMemoryLimit === undefined ? '' : `, ${(100 * ofMemoryLimit).toFixed(0)}% of the memory's limit`),
    ...contexts.map(({ context, decode, prefill, residentBytes }) => {
      const own = first?.contexts.find((figures) => figures.context === context);
      const ratio = own === undefined ? '' : `, ${(decode.cpuMs / own.decode.cpuMs).toFixed(2)} times ours`;
      return (
        `    ${String(context).padStart(7)} tokens: decoding ${decode.cpuMs.toFixed(2)} ms a token ` +
        `(${decode.wallMs.toFixed(2)} by the wall)${ratio}, reading ${(1000 / prefill.cpuMs).toFixed(0)} tokens a second, ` +
        `${(residentBytes / 1e6).toFixed(0)} MB`
      );
    }),
  ]);
  const missing = notRun.map((reason) => `  not run: ${reason}`);
  const title = `By context: ${model}, ${(parameters / 1e6).toFixed(1)} M parameters, one thread, processor time`;
  return [title, ...lines, ...missing, ''].join('\n');
}
