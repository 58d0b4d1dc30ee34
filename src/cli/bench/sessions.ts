/** The section: editing sessions between published versions of real files. What each action costs in tokens and time. */
import { Superseding } from '../../engine/superseding.ts';
import type { Engine } from '../../engine/load.ts';
import { Session, type CompletionRequest } from '../../memory/session.ts';
import { isFailure } from '../../protocol/failure.ts';
import { parts } from '../load.ts';
import { Clock } from './clock.ts';
import { editing, kinds, type Kind } from './editing.ts';
import { spread, type Spread } from './measure.ts';
import { histories, type History } from './versions.ts';

/** What reads a window of text again with every key reads so much of it. */
const window = 2048;
/** Milliseconds between two keys. */
const pause = 30;

export interface SessionsReport {
  /** Files and their versions. */
  readonly of: readonly string[];
  readonly alone: Readonly<Record<string, Costs>>;
  /** The same while other files are being read in the background, as they are after a folder has been opened. */
  readonly reading: Readonly<Record<string, Costs>>;
}

/** Of all actions of one kind. */
export interface Costs {
  readonly actions: number;
  /** Tokens read for one: mean, and most. */
  readonly read: { readonly mean: number; readonly most: number };
  /** What the last 2048 tokens would be, or fewer where there are fewer. */
  readonly window: number;
  /** From the request to its suggestion, by the wall: with all that the machine does besides. */
  readonly ms: Spread;
  /** The same in the processor's time of the thread: what the wall says on a machine that does nothing else. */
  readonly cpuMs: Spread;
}

interface Cost {
  readonly kind: Kind;
  readonly read: number;
  readonly window: number;
  readonly ms: number;
  readonly cpuMs: number;
}

/** @param hunks of each change from one version to the next */
export async function measureSessions(
  engine: Engine,
  hunks: number,
  progress: (text: string) => void,
): Promise<SessionsReport | { readonly notRun: string }> {
  const files = histories();
  if (isFailure(files)) return { notRun: files.error };
  const run = async (background: boolean) => {
    const costs: Cost[] = [];
    for (const file of files) {
      progress(`editing ${file.path} of ${file.package}${background ? ', while others are read' : ''}`);
      costs.push(...(await replay(engine, file, files, hunks, background)));
    }
    return costsOf(costs);
  };
  return {
    of: files.map((file) => `${file.package}/${file.path}, ${file.texts.length} versions`),
    alone: await run(false),
    reading: await run(true),
  };
}

async function replay(
  { backend, tokenizer, model }: Engine,
  { path, texts }: History,
  files: readonly History[],
  hunks: number,
  background: boolean,
): Promise<Cost[]> {
  const session = new Session(backend, tokenizer, { ...parts(model), waits: false });
  const requests = new Superseding();
  const never = new AbortController().signal;
  const costs: Cost[] = [];
  let key = 0;
  const ask = (request: CompletionRequest) =>
    requests.run('complete', never, (cancelled) => session.complete(request, cancelled));
  await session.read({ path, prefix: texts[0]!, suffix: '', lines: 'one', context: [] }, () => false);
  for (const [at, next] of texts.slice(1).entries()) {
    for (const { kind, prefix, suffix } of editing(texts[at]!, next, hunks)) {
      // Every time another text, so that there is always something to read.
      const other = `// ${key++}\n${files[key % files.length]!.texts[0]!}`;
      const reading =
        background &&
        requests.run('read', never, (cancelled) =>
          session.read({ path: 'other.js', prefix: other, suffix: '', lines: 'one', context: [] }, cancelled),
        );
      await new Promise((resolve) => setTimeout(resolve, background ? pause : 0));
      const [start, clock] = [performance.now(), new Clock()];
      const answer = await ask({ path, prefix, suffix, lines: 'one', context: [] });
      const [ms, cpuMs] = [performance.now() - start, clock.cpuMs()];
      if (reading !== false) await reading;
      if (!('text' in answer)) throw new Error(JSON.stringify(answer));
      costs.push({ kind, read: answer.read, window: Math.min(window, answer.held), ms, cpuMs });
      // What is read ahead in idle time, as in the editor.
      if (kind === 'new line' || kind === 'jump') {
        await session.read({ path, prefix, suffix, lines: 'one', context: [] }, () => false);
      }
    }
  }
  return costs;
}

function costsOf(all: readonly Cost[]): Record<string, Costs> {
  const groups = [
    ...kinds.map((kind) => [kind, all.filter((cost) => cost.kind === kind)] as const),
    ['all', all] as const,
  ];
  return Object.fromEntries(
    groups
      .filter(([, costs]) => costs.length > 0)
      .map(([kind, costs]): [string, Costs] => {
        const reads = costs.map(({ read }) => read);
        return [
          kind,
          {
            actions: costs.length,
            read: { mean: mean(reads), most: Math.max(...reads) },
            window: mean(costs.map((cost) => cost.window)),
            ms: spread(costs.map(({ ms }) => ms)),
            cpuMs: spread(costs.map(({ cpuMs }) => cpuMs)),
          },
        ];
      }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** For people. */
export function sessionsTable(report: SessionsReport | { readonly notRun: string }): string {
  if ('notRun' in report) return `Editing sessions: not run, ${report.notRun}\n`;
  const rows = [
    ['', 'actions', 'tokens read', 'at most', `last ${window}`, 'p50 ms', 'p95', 'p99', 'of processor', 'p95', 'p99'],
    ...(['alone', 'reading'] as const).flatMap((when) =>
      Object.entries(report[when]).map(([kind, { actions, read, window, ms, cpuMs }]) => [
        when === 'alone' ? kind : `${kind}, while others are read`,
        String(actions),
        read.mean.toFixed(1),
        String(read.most),
        window.toFixed(0),
        ...[ms, cpuMs].flatMap(({ p50, p95, p99 }) => [p50, p95, p99].map((part) => part.toFixed(0))),
      ]),
    ),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  return [`Editing sessions (${report.of.join('; ')}):`, '', ...lines.map((line) => `  ${line}`), ''].join('\n');
}
