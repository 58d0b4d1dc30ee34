/** `npm run -s bench`: how fast a suggestion comes, and that it does not depend on how much was read before. */
import { parseArgs } from 'node:util';
import type { Engine } from '../engine/load.ts';
import { isFailure, messageOf, type Failure } from '../protocol/failure.ts';
import { backendsTable, measureBackends, type BackendsReport } from './bench/backends.ts';
import { measureDecoding } from './bench/decoding.ts';
import { measureTyping, type Figures } from './bench/measure.ts';
import { realCode } from './bench/text.ts';
import { progress } from './eval/progress.ts';
import { load, modelFolder } from './load.ts';

export interface Report {
  readonly model: { readonly id: string; readonly name: string };
  readonly backend: string;
  readonly threads: number;
  readonly text: string;
  /** Keys typed in each file. */
  readonly keys: number;
  /** By the number of lines, the shortest first. */
  readonly files: readonly Figures[];
  /** Median of the longest file over that of the shortest. */
  readonly ratio: number;
  /** The same for each token read or decoded: what is left when one file has longer suggestions than the other. */
  readonly ratioPerToken: number;
  readonly decodeMsPerToken: number;
  readonly readTokensPerSecond: number;
  /** ONNX Runtime and the kernel side by side, of each model asked for. */
  readonly backends: readonly BackendsReport[];
}

const sizes = [100, 5000];
/** Of each backend. */
const rounds = 25;
const usage = `npm run -s bench -- [options]
  --json    one JSON object on stdout and nothing else
  --keys N  keys measured in each file (100)
  --also FOLDER  another model whose backends are measured, too (training/export/random.py makes one)
  --full    300 keys`;

/** @returns the exit code */
export async function bench(args: string[]): Promise<number> {
  const options = optionsOf(args);
  if (isFailure(options)) {
    console.error(`${options.error}\n\n${usage}`);
    return 2;
  }
  const engine = await load();
  if (isFailure(engine)) {
    console.error(engine.error);
    return 1;
  }
  const typed = await measure(engine, options.keys);
  await engine.backend.dispose();
  const backends: BackendsReport[] = [];
  for (const folder of [modelFolder(), ...options.also]) {
    progress(`both backends, ${folder}`);
    const measured = await measureBackends(folder, rounds);
    if (isFailure(measured)) {
      console.error(measured.error);
      return 1;
    }
    backends.push(measured);
  }
  progress('');
  const report = { ...typed, backends };
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
  return 0;
}

function optionsOf(args: string[]): { json: boolean; keys: number; also: readonly string[] } | Failure {
  const options = {
    json: { type: 'boolean' },
    full: { type: 'boolean' },
    keys: { type: 'string' },
    also: { type: 'string', multiple: true },
  } as const;
  try {
    const { json = false, full = false, keys = full ? '300' : '100', also = [] } = parseArgs({ args, options }).values;
    return /^[1-9]\d{0,2}$/.test(keys)
      ? { json, keys: Number(keys), also }
      : { error: '--keys takes a number from 1 to 999' };
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

async function measure(engine: Engine, keys: number): Promise<Omit<Report, 'backends'>> {
  const code = realCode(Math.max(...sizes));
  const files = sizes.map((size) => code.lines.slice(-size));
  const { figures, reading } = await measureTyping(engine, files, keys, progress);
  const decodeMsPerToken = await measureDecoding(engine);
  progress('');
  const { id, name } = engine.model;
  return {
    model: { id, name },
    backend: engine.backend.name,
    threads: 1,
    text: code.from,
    keys,
    files: figures,
    ratio: figures.at(-1)!.ms.median / figures[0]!.ms.median,
    ratioPerToken: figures.at(-1)!.msPerToken / figures[0]!.msPerToken,
    decodeMsPerToken,
    readTokensPerSecond: (1000 * reading.tokens) / reading.ms,
  };
}

function table(report: Report): string {
  const { model, backend, threads, text, keys, files, ratio, ratioPerToken } = report;
  const rows = [
    ['file', 'tokens', 'median ms', 'p90 ms', 'read per key', 'at most', 'decoded', 'ms per token'],
    ...files.map(({ lines, tokens, ms, read, decoded, msPerToken }) => [
      `${lines} lines`,
      String(tokens),
      ms.median.toFixed(1),
      ms.p90.toFixed(1),
      String(read.median),
      String(read.most),
      String(decoded.median),
      msPerToken.toFixed(2),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    `${model.name} (${model.id}) on ${backend}, ${threads} thread; text from ${text}, ${keys} keys in each file`,
    'From a request to its suggestion, after one typed character:',
    '',
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column]!)).join('  ')}`),
    '',
    `The longer file takes ${ratio.toFixed(2)} times as long as the shorter one; ${ratioPerToken.toFixed(2)} times for each token.`,
    `Decoding ${report.decodeMsPerToken.toFixed(2)} ms a token; reading ${report.readTokensPerSecond.toFixed(0)} tokens a second.`,
    '',
    ...report.backends.map(backendsTable),
  ].join('\n');
}
