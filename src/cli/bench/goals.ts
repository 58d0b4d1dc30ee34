/** What issue 5 wants to be reached, beside what a run of the bench measured. */
import type { BackendsReport } from './backends.ts';
import type { ColdStarts } from './cold-start.ts';
import type { EngineReport, EnginesReport } from './engines.ts';
import type { Figures } from './measure.ts';

export interface Goal {
  readonly what: string;
  readonly goal: number;
  readonly measured: number;
  readonly unit: string;
  readonly reached: boolean;
}

interface Measured {
  /** The longest last. */
  readonly files: readonly Figures[];
  readonly backends: readonly BackendsReport[];
  readonly engines: readonly EnginesReport[];
  /** The shortest file first. */
  readonly coldStarts: readonly ColdStarts[];
}

/** The goals that this run says anything of. Those of size M are asked of every model of 20 M parameters or more. */
export function goals({ files, backends, engines, coldStarts }: Measured): Goal[] {
  const long = files.at(-1);
  const all: (Goal | undefined)[] = [
    atMost(`a key in ${long?.lines} lines, p50`, 60, long?.ms.p50, 'ms'),
    atMost(`a key in ${long?.lines} lines, p95`, 120, long?.ms.p95, 'ms'),
    atMost(`a new line in ${long?.lines} lines, p50`, 100, long?.newLine.ms.p50, 'ms'),
    atMost(`a new line in ${long?.lines} lines, p95`, 200, long?.newLine.ms.p95, 'ms'),
    atMost('first suggestion, cold', 2500, coldStarts[0]?.raced.suggestion.wallMs, 'ms'),
  ];
  for (const { model, parameters, decodeGain } of backends) {
    if (isM(parameters)) all.push(atLeast(`${model}: decoding over ONNX Runtime Web`, 2, decodeGain, 'times'));
  }
  for (const {
    model,
    parameters,
    engines: [own, ...others],
  } of engines) {
    if (own === undefined) continue;
    if (isM(parameters)) {
      const slowest = Math.max(...own.contexts.map(({ prefill }) => prefill.cpuMs));
      all.push(
        atLeast(`${model}: share of the memory's limit`, 70, own.ofMemoryLimit && 100 * own.ofMemoryLimit, '%'),
        atLeast(`${model}: tokens read a second, at any context`, 1000, 1000 / slowest, ''),
      );
    }
    const last = own.contexts.at(-1);
    all.push(atMost(`${model}: a token at ${last?.context} over that at 64`, 1.05, last?.decodeOverFirst, 'times'));
    const peer = others.find(({ engine }) => engine.startsWith('llama.cpp') && engine.includes('8'));
    all.push(...[64, 4096, 32768].map((context, i) => overPeer(model, peer, context, [1, 3, 10][i]!)));
  }
  return all.filter((goal) => goal !== undefined);
}

/** Lines for people: by how much a goal is missed. */
export function goalsTable(goals: readonly Goal[]): string {
  const rows = goals.map(({ what, goal, measured, unit, reached }) => {
    const missed = reached ? 'reached' : `missed by ${number(Math.abs(measured - goal))} ${unit}`.trimEnd();
    return `  ${what}: ${number(measured)} ${unit} of ${number(goal)}: ${missed}`;
  });
  return ['Goals', ...rows, ''].join('\n');
}

function isM(parameters: number): boolean {
  return parameters >= 20e6;
}

/** Where a peer was not asked at just that many tokens, the next context below counts: it is slower the more it has read. */
function overPeer(model: string, peer: EngineReport | undefined, context: number, goal: number): Goal | undefined {
  const near = peer?.contexts.findLast((figures) => figures.context <= context);
  const where = near?.context === context ? `at ${context}` : `at ${near?.context}, for ${context}`;
  return atLeast(`${model}: llama.cpp, 8 bits, over ours ${where}`, goal, near?.overOurs?.decode, 'times');
}

function atMost(what: string, goal: number, measured: number | undefined, unit: string): Goal | undefined {
  return measured === undefined ? undefined : { what, goal, measured, unit, reached: measured <= goal };
}

function atLeast(what: string, goal: number, measured: number | undefined, unit: string): Goal | undefined {
  return measured === undefined ? undefined : { what, goal, measured, unit, reached: measured >= goal };
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2).replace(/\.?0+$/, '');
}
