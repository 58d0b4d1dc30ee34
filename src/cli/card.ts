/** `npm run -s card`: the model card's tables from what `npm run -s eval -- --json` printed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../protocol/failure.ts';
import { card } from './eval/card.ts';
import type { Report } from './eval/index.ts';
import type { SetScore, UnreadSet } from './eval/set-section.ts';
import { modelFolder } from './load.ts';

const usage = `npm run -s card -- REPORT [WITHOUT] [--write]
  REPORT    what \`npm run -s eval -- --json\` printed
  WITHOUT   the same with PALIMPSEST_POINTER=off
  --write   into the model's README.md, between its marks, and model.json; else it is printed`;

const marks = ['<!-- figures -->', '<!-- /figures -->'] as const;

/** @returns the exit code */
export function printCard(args: readonly string[]): number {
  const files = args.filter((argument) => argument !== '--write');
  if (files.length < 1 || files.length > 2 || files.some((file) => file.startsWith('-'))) {
    console.error(usage);
    return 2;
  }
  try {
    const [report, without] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report);
    const text = card(report!, without);
    if (args.includes('--write')) write(report!, text);
    else process.stdout.write(text);
    return 0;
  } catch (thrown) {
    console.error(messageOf(thrown));
    return 1;
  }
}

/** Only into the card of the model that was measured. */
function write(report: Report, text: string): void {
  const [config, readme] = ['model.json', 'README.md'].map((name) => join(modelFolder(), name)) as [string, string];
  const model = JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>;
  if (model['id'] !== report.model.id) {
    throw new Error(`the report is of model ${report.model.id}, ${config} is ${String(model['id'])}`);
  }
  const old = readFileSync(readme, 'utf8');
  const [from, to] = marks.map((mark) => old.indexOf(mark)) as [number, number];
  if (from < 0 || to < from) throw new Error(`${readme} has no ${marks.join(' ... ')}`);
  writeFileSync(readme, `${old.slice(0, from + marks[0].length)}\n\n${text}\n${old.slice(to)}`);
  writeFileSync(config, `${JSON.stringify({ ...model, evaluation: figures(report) }, null, 2)}\n`);
}

function scoresOf(sets: readonly (SetScore | UnreadSet)[]): object {
  return Object.fromEntries(sets.flatMap((set) => ('notRun' in set ? [] : [[set.file, set.score]])));
}

/** The main ones, rounded. */
function figures({ bitsPerByte: bits, lines, sets }: Report): unknown {
  const main = {
    ...(bits !== undefined && 'languages' in bits && { bitsPerByte: bits.languages }),
    ...(lines !== undefined && 'all' in lines && { heldOutLines: { all: lines.all, ...lines.languages } }),
    ...(sets !== undefined && !('notRun' in sets) && { sets: scoresOf(sets) }),
  };
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  return JSON.parse(JSON.stringify(main, rounded));
}
