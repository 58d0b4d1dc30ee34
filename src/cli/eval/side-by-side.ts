/** Half of the sections in a process of its own: an engine takes one core, and most machines have more. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { messageOf, type Failure } from '../../protocol/failure.ts';
import type { Report } from './index.ts';
import type { SectionName } from './options.ts';

/** How long each takes beside the others, guessed: where that is wrong, one half waits for the other. */
const costs: Readonly<Record<SectionName, number>> = {
  context: 10,
  replay: 8,
  lines: 6,
  memorised: 4,
  bits: 3,
  sets: 3,
  planted: 2,
  rounding: 1,
  'read-first': 0,
  calibration: 0,
};

/** Two lists of about the same cost; the second is empty where there is one core or one section. */
export function halves(
  sections: readonly SectionName[],
  cores = availableParallelism(),
): [SectionName[], SectionName[]] {
  if (cores < 2) return [[...sections], []];
  const both: [SectionName[], SectionName[]] = [[], []];
  const sums: [number, number] = [0, 0];
  for (const section of sections.toSorted((a, b) => costs[b] - costs[a])) {
    const to = sums[0] <= sums[1] ? 0 : 1;
    both[to].push(section);
    sums[to] += costs[section];
  }
  return both;
}

/**
 * The report of this very program on some sections, without its progress.
 *
 * @param program what to start, with its first arguments
 * @param backend the name of the one that runs here: both halves use the same
 */
export async function inOwnProcess(
  program: readonly string[],
  args: readonly string[],
  sections: readonly SectionName[],
  backend: string,
): Promise<Report | Failure> {
  const [command = '', ...first] = program;
  const only = sections.flatMap((section) => ['--only', section]);
  const env = { ...process.env, PALIMPSEST_BACKEND: backend.startsWith('kernel') ? 'kernel' : 'ort' };
  const child = spawn(command, [...first, ...args, '--json', ...only], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'no code'));
  });
  if (code !== 0) return { error: `the process for ${sections.join(', ')} ended with ${code}` };
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'), unknownEnds) as Report;
  } catch (thrown) {
    return { error: `the report on ${sections.join(', ')} can not be read: ${messageOf(thrown)}` };
  }
}

/** JSON has no NaN, which an interval's ends are where they are not known. */
function unknownEnds(key: string, value: unknown): unknown {
  return value === null && (key === 'low' || key === 'high') ? NaN : value;
}

/** Both reports as one; where there is no other, its sections say why. */
export function together(
  own: Report,
  other: Report | Failure,
  sections: readonly SectionName[],
  seconds: number,
): Report {
  if ('error' in other) {
    const notRun = Object.fromEntries(sections.map((section) => [fieldOf[section], { notRun: other.error }]));
    return { ...notRun, ...own, seconds };
  }
  return { ...other, ...own, took: { ...own.took, ...other.took }, seconds };
}

const fieldOf: Readonly<Record<SectionName, keyof Report>> = {
  bits: 'bitsPerByte',
  lines: 'lines',
  sets: 'sets',
  replay: 'replay',
  context: 'context',
  planted: 'planted',
  memorised: 'memorised',
  rounding: 'rounding',
  'read-first': 'readFirst',
  calibration: 'calibration',
};
