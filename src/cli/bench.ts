/** `npm run -s bench`: how fast a suggestion comes, and that it does not depend on how much was read before. */
import { parseArgs } from 'node:util';
import type { Engine } from '../engine/load.ts';
import { isFailure, messageOf, type Failure } from '../protocol/failure.ts';
import { backendsTable, measureBackends, type BackendsReport } from './bench/backends.ts';
import { coldStart, coldStartsTable, measureColdStarts, type ColdStarts } from './bench/cold-start.ts';
import { measureDecoding } from './bench/decoding.ts';
import { enginesTable, measureEngine, measureEngines, type EnginesReport } from './bench/engines.ts';
import { goals, goalsTable, type Goal } from './bench/goals.ts';
import { measureTyping, type Figures, type Spread } from './bench/measure.ts';
import { measurePanel, panelTable, type PanelReport } from './bench/panel/index.ts';
import { measureSessions, sessionsTable, type SessionsReport } from './bench/sessions.ts';
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
  /** The same and the peers by the number of tokens read. */
  readonly engines: readonly EnginesReport[];
  /** Editing sessions between published versions of files. */
  readonly sessions: SessionsReport | { readonly notRun: string };
  /** Of files of as many lines as those typed in. */
  readonly coldStarts: readonly ColdStarts[];
  /** What the memory panel costs. */
  readonly panel: PanelReport;
  /** What was to be reached, and whether it is. */
  readonly goals: readonly Goal[];
}

const sizes = [100, 5000];
/** Of each backend. */
const rounds = 25;
const usage = `npm run -s bench -- [options]
  --json    one JSON object on stdout and nothing else
  --keys N  keys measured in each file (100)
  --also FOLDER  another model that is measured, too (training/export/random.py makes one of random weights)
  --contexts A,B only this engine after so many tokens (multiples of 64), as one JSON object
  --sessions     only the editing sessions between published versions of files, which are fetched with npm
  --panel        only what the memory panel costs, with --keys for each of its views
  --hunks N      edited in each version of such a file (2)
  --cold FOLDER  one start up to the first suggestion, as one JSON object; FOLDER keeps what the next one finds
  --lines N      of the file in which it starts (5000)
  --full    300 keys and more of the sessions; 128k and a million tokens for us, 32k for peers`;

/** Tokens read; for us and for peers. */
const contexts = [64, 1024, 8192, 32768];
const full = [...contexts, 131072, 1048576];

/** @returns the exit code */
export async function bench(args: string[]): Promise<number> {
  const options = optionsOf(args);
  if (isFailure(options)) {
    console.error(`${options.error}\n\n${usage}`);
    return 2;
  }
  if (options.contexts.length > 0) return alone(await measureEngine(modelFolder(), options.contexts));
  if (options.cold !== undefined) return alone(await coldStart(options.cold, options.lines));
  const engine = await load();
  if (isFailure(engine)) {
    console.error(engine.error);
    return 1;
  }
  if (options.sessions) return onlySessions(engine, options);
  if (options.panel) return onlyPanel(engine, options);
  const typed = await measure(engine, options.keys);
  const sessions = await measureSessions(engine, options.hunks, progress);
  const panel = await measurePanel(engine, options.keys);
  await engine.backend.dispose();
  const coldStarts = await measureColdStarts(sizes, progress);
  if (isFailure(coldStarts)) {
    console.error(coldStarts.error);
    return 1;
  }
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
  const engines: EnginesReport[] = [];
  for (const folder of [modelFolder(), ...options.also]) {
    const [own, peers] = options.full ? [full, contexts] : [contexts, contexts.slice(0, 3)];
    const measured = await measureEngines(folder, own, peers, progress);
    if (isFailure(measured)) {
      console.error(measured.error);
      return 1;
    }
    engines.push(measured);
  }
  progress('');
  const measured = { ...typed, backends, engines, sessions, coldStarts, panel };
  const report = { ...measured, goals: goals(measured) };
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
  return 0;
}

async function onlySessions(engine: Engine, { json, hunks }: Options): Promise<number> {
  const { id, name } = engine.model;
  const sessions = await measureSessions(engine, hunks, progress);
  progress('');
  await engine.backend.dispose();
  const report = { model: { id, name }, backend: engine.backend.name, threads: 1, sessions };
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : sessionsTable(sessions));
  return 0;
}

async function onlyPanel(engine: Engine, { json, keys }: Options): Promise<number> {
  const { id, name } = engine.model;
  const panel = await measurePanel(engine, keys);
  progress('');
  await engine.backend.dispose();
  const report = { model: { id, name }, backend: engine.backend.name, threads: 1, panel };
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : panelTable(panel));
  return 0;
}

/** What a process of its own was asked for. */
function alone(report: object | Failure): number {
  if (isFailure(report)) {
    console.error(report.error);
    return 1;
  }
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return 0;
}

interface Options {
  readonly json: boolean;
  readonly full: boolean;
  readonly keys: number;
  /** Only the editing sessions. */
  readonly sessions: boolean;
  /** Only the panel. */
  readonly panel: boolean;
  /** Edited in each version of a file, at most. */
  readonly hunks: number;
  readonly also: readonly string[];
  /** One start, with what earlier ones have left in this folder. */
  readonly cold: string | undefined;
  readonly lines: number;
  /** Without any, everything is measured. */
  readonly contexts: readonly number[];
}

function optionsOf(args: string[]): Options | Failure {
  const options = {
    json: { type: 'boolean' },
    full: { type: 'boolean' },
    sessions: { type: 'boolean' },
    panel: { type: 'boolean' },
    keys: { type: 'string' },
    hunks: { type: 'string' },
    also: { type: 'string', multiple: true },
    contexts: { type: 'string' },
    cold: { type: 'string' },
    lines: { type: 'string' },
  } as const;
  try {
    const {
      json = false,
      full: long = false,
      also = [],
      sessions = false,
      panel = false,
      contexts: list,
      cold,
      ...given
    } = parseArgs({ args, options }).values;
    const keys = given.keys ?? (long ? '300' : '100');
    if (!/^[1-9]\d{0,2}$/.test(keys)) return { error: '--keys takes a number from 1 to 999' };
    const hunks = given.hunks ?? (long ? '10' : '2');
    if (!/^[1-9]\d?$/.test(hunks)) return { error: '--hunks takes a number from 1 to 99' };
    const lines = given.lines ?? String(Math.max(...sizes));
    if (!/^[1-9]\d{2,5}$/.test(lines)) return { error: '--lines takes a number from 100 to 999999' };
    const wanted = list === undefined ? [] : list.split(',').map(Number);
    if (!wanted.every((count, i) => count > (wanted[i - 1] ?? 0) && count % 64 === 0)) {
      return { error: '--contexts takes rising multiples of 64, with commas between them' };
    }
    const numbers = { keys: Number(keys), hunks: Number(hunks), lines: Number(lines) };
    return { json, full: long, also, sessions, panel, cold, contexts: wanted, ...numbers };
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

async function measure(
  engine: Engine,
  keys: number,
): Promise<Omit<Report, 'backends' | 'engines' | 'sessions' | 'coldStarts' | 'panel' | 'goals'>> {
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
    ratio: figures.at(-1)!.ms.p50 / figures[0]!.ms.p50,
    ratioPerToken: figures.at(-1)!.msPerToken / figures[0]!.msPerToken,
    decodeMsPerToken,
    readTokensPerSecond: (1000 * reading.tokens) / reading.ms,
  };
}

function table(report: Report): string {
  const { model, backend, threads, text, keys, files, ratio, ratioPerToken } = report;
  const rows = [
    [
      'file',
      'tokens',
      'p50 ms',
      'p95',
      'p99',
      'processor',
      'p95',
      'p99',
      'read per key',
      'at most',
      'decoded',
      'ms per token',
    ],
    ...files.map(({ lines, tokens, ms, cpuMs, read, decoded, msPerToken }) => [
      `${lines} lines`,
      String(tokens),
      ...spreads(ms, cpuMs),
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
    ...files.map(
      ({ lines, newLine: { count, ms, cpuMs } }) =>
        `After Enter in ${lines} lines, p50, p95 and p99 of ${count}: ${spreads(ms).join(', ')} ms, ` +
        `of the processor ${spreads(cpuMs).join(', ')}.`,
    ),
    `The longer file takes ${ratio.toFixed(2)} times as long as the shorter one; ${ratioPerToken.toFixed(2)} times for each token.`,
    `Decoding ${report.decodeMsPerToken.toFixed(2)} ms a token; reading ${report.readTokensPerSecond.toFixed(0)} tokens a second.`,
    '',
    ...report.backends.map(backendsTable),
    ...report.engines.map(enginesTable),
    sessionsTable(report.sessions),
    panelTable(report.panel),
    goalsTable(report.goals),
    coldStartsTable(report.coldStarts),
  ].join('\n');
}

function spreads(...all: readonly Spread[]): string[] {
  return all.flatMap(({ p50, p95, p99 }) => [p50, p95, p99].map((part) => part.toFixed(1)));
}
