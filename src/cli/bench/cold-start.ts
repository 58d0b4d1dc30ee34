/**
 * From nothing to the first suggestion, each time in a process that has just begun: with what an earlier one has left on
 * the disk, and without. Node's part in it is what the editor's hosts take as well, or more; the editor's own is not in it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledKernel } from '../../engine/kernel/binary.ts';
import { KeptStates } from '../../engine/kept-states.ts';
import { loadEngine } from '../../engine/load.ts';
import { Session } from '../../memory/session.ts';
import { isFailure, type Failure } from '../../protocol/failure.ts';
import { answer } from '../answer.ts';
import { modelFolder, parts } from '../load.ts';
import { FolderCache } from './folder-cache.ts';
import { quantile } from './measure.ts';
import { answerOf } from './process.ts';
import { realCode } from './text.ts';
import { typing } from './typing.ts';

/** Milliseconds since the process began. */
export interface Start {
  readonly backend: string;
  readonly engine: Moment;
  readonly suggestion: Moment;
  /** Tokens read for it. */
  readonly read: number;
}

interface Moment {
  readonly wallMs: number;
  /** Of all threads of the process. */
  readonly cpuMs: number;
}

export interface ColdStarts {
  readonly lines: number;
  readonly starts: number;
  /** Medians. The first start ever: the backends race, and all of the file is read. */
  readonly first: Start;
  /** It is known which backend is faster. */
  readonly raced: Start;
  /** And the state after the file was kept. */
  readonly kept: Start;
}

const starts = 3;

/** Each in processes of its own. */
export async function measureColdStarts(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<ColdStarts[] | Failure> {
  const measured: ColdStarts[] = [];
  for (const lines of sizes) {
    const runs = { first: [] as Start[], raced: [] as Start[], kept: [] as Start[] };
    for (let n = 0; n < starts; n++) {
      progress(`cold start in ${lines} lines, ${n + 1} of ${starts}`);
      const folder = mkdtempSync(path.join(tmpdir(), 'palimpsest-cold-'));
      try {
        for (const kind of ['first', 'raced', 'kept'] as const) {
          if (kind === 'raced') rmSync(states(folder), { recursive: true });
          const started = await answerOf<Start>([process.argv[1]!, 'bench', '--cold', folder, '--lines', `${lines}`]);
          if (isFailure(started)) return started;
          runs[kind].push(started);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
    const { first, raced, kept } = runs;
    measured.push({ lines, starts, first: middle(first), raced: middle(raced), kept: middle(kept) });
  }
  return measured;
}

/** In this process, which has just begun. */
export async function coldStart(folder: string, lines: number): Promise<Start | Failure> {
  const read = (name: string) => readFile(path.join(modelFolder(), name));
  const cache = new FolderCache(path.join(folder, 'files'));
  const loaded = await loadEngine({ read, cache }, { threads: 1, kernel: bundledKernel() });
  if (isFailure(loaded)) return loaded;
  const { model, backend, tokenizer } = loaded;
  const kept = await KeptStates.open(new FolderCache(states(folder)), { model, backend: backend.name });
  const session = new Session(backend, tokenizer, { ...parts(model), kept });
  const engine = sinceTheStart();
  const { value: request } = typing(realCode(lines).lines.slice(-lines)).next();
  if (request === undefined) return { error: `there is nothing to type in ${lines} lines` };
  let tokens = 0;
  const asked: Pick<Session, 'complete'> = {
    complete: async (...args) => {
      const result = await session.complete(...args);
      if ('read' in result) tokens = result.read;
      return result;
    },
  };
  const answered = await answer(asked, model.confidence, request);
  const suggestion = sinceTheStart();
  if ('error' in answered) return answered;
  // What is read in idle time: it is what keeps the state.
  await session.read(request, () => false);
  return { backend: backend.name, engine, suggestion, read: tokens };
}

function states(folder: string): string {
  return path.join(folder, 'states');
}

function sinceTheStart(): Moment {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 };
}

function middle(runs: readonly Start[]): Start {
  const of = (moment: 'engine' | 'suggestion'): Moment => ({
    wallMs: quantile(
      runs.map((run) => run[moment].wallMs),
      0.5,
    ),
    cpuMs: quantile(
      runs.map((run) => run[moment].cpuMs),
      0.5,
    ),
  });
  const read = quantile(
    runs.map((run) => run.read),
    0.5,
  );
  return { backend: runs[0]!.backend, engine: of('engine'), suggestion: of('suggestion'), read };
}

/** For people. */
export function coldStartsTable(measured: readonly ColdStarts[]): string {
  const seconds = ({ wallMs, cpuMs }: Moment) => `${(wallMs / 1000).toFixed(2)} s (${(cpuMs / 1000).toFixed(2)})`;
  const rows = measured.flatMap(({ lines, ...kinds }) =>
    (['first', 'raced', 'kept'] as const).map((kind) => {
      const { backend, engine, suggestion, read } = kinds[kind];
      const what = { first: 'nothing kept', raced: 'the faster backend known', kept: 'the state kept, too' }[kind];
      return `  ${lines} lines, ${what}: ${backend} after ${seconds(engine)}, suggestion after ${seconds(suggestion)}, ${read} tokens read`;
    }),
  );
  return ['From the start of a process to its first suggestion, by the wall (of the processor):', ...rows, ''].join(
    '\n',
  );
}
