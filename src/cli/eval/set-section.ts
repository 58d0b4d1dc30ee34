import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ask, type Asked } from './ask.ts';
import { infillingCase } from './cases.ts';
import { median } from './median.ts';
import type { Options } from './options.ts';
import { progress } from './progress.ts';
import { random, sample } from './random.ts';
import { summarise, type Score } from './score.ts';
import type { NotRun, Subject } from './subject.ts';
import { readJsonLines, type Malformed } from './texts.ts';

export interface SetScore {
  readonly file: string;
  readonly score: Score | undefined;
  readonly malformed: readonly Malformed[];
  readonly medianMs: number;
}

/** The section: infilling sets from files. */
export async function sets({ session }: Subject, options: Options): Promise<readonly SetScore[] | NotRun> {
  const folder = process.env.PALIMPSEST_EVAL ?? join('..', 'shared', 'eval');
  const files = options.sets.length > 0 ? options.sets : setsIn(folder);
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) return { notRun: `there is no file ${missing}` };
  if (files.length === 0) return { notRun: `no sets in ${folder}: name a folder in PALIMPSEST_EVAL, or --set FILE` };
  const scores: SetScore[] = [];
  for (const file of files) {
    const { items, malformed } = readJsonLines(file, infillingCase);
    const chosen = sample(items, options.cases, random(options.seed));
    const results: Asked[] = [];
    for (const question of chosen) {
      progress(`${basename(file)}: case ${results.length + 1} of ${chosen.length}`);
      results.push(await ask(session, question.group, question));
    }
    const score = summarise(results, options.seed);
    scores.push({ file: basename(file), score, malformed, medianMs: median(results.map((one) => one.ms)) });
  }
  return scores;
}

function setsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.jsonl(\.gz)?$/.test(name));
  return names.sort().map((name) => join(folder, name));
}
