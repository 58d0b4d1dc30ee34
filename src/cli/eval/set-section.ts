import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { answered, ask, type Asked } from './ask.ts';
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
  /** Texts that the session does not read; they count as wrong. */
  readonly refused: number;
  readonly medianMs: number;
}

/** A set that could not be read, beside others that could. */
export type UnreadSet = NotRun & { readonly file: string };

/** The section: infilling sets from files. */
export async function sets(subject: Subject, options: Options): Promise<readonly (SetScore | UnreadSet)[] | NotRun> {
  const folder = process.env.PALIMPSEST_EVAL ?? join('..', 'shared', 'eval');
  const files = options.sets.length > 0 ? options.sets : setsIn(folder);
  if (files.length === 0) return { notRun: `no sets in ${folder}: name a folder in PALIMPSEST_EVAL, or --set FILE` };
  const scores: (SetScore | UnreadSet)[] = [];
  for (const file of files) scores.push(await askSet(file, subject, options));
  return scores;
}

async function askSet(path: string, { session }: Subject, options: Options): Promise<SetScore | UnreadSet> {
  const file = basename(path);
  const read = readJsonLines(path, infillingCase);
  if ('error' in read) return { file, notRun: read.error };
  const chosen = sample(read.items, options.cases, random(options.seed));
  const results: Asked[] = [];
  for (const question of chosen) {
    progress(`${file}: case ${results.length + 1} of ${chosen.length}`);
    results.push(await ask(session, question.group, question));
  }
  return {
    file,
    score: summarise(results, options.seed),
    malformed: read.malformed,
    refused: results.length - answered(results).length,
    medianMs: median(results.map((one) => one.ms)),
  };
}

function setsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.jsonl(\.gz)?$/.test(name));
  return names.sort().map((name) => join(folder, name));
}
