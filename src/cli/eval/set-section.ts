import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Failure } from '../../protocol/failure.ts';
import { answered, ask, type Asked } from './ask.ts';
import { infillingCase } from './cases.ts';
import { median } from './median.ts';
import type { Options } from './options.ts';
import { PassCounter, type Passing } from './passing.ts';
import { progress } from './progress.ts';
import { random, sample } from './random.ts';
import { Sandbox } from './sandbox.ts';
import { summarise, type Score } from './score.ts';
import type { NotRun, Subject } from './subject.ts';
import { readJsonLines, type Malformed } from './texts.ts';

export interface SetScore {
  readonly file: string;
  readonly score: Score | undefined;
  readonly passing: Passing | NotRun;
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
  const sandbox = await Sandbox.open();
  const scores: (SetScore | UnreadSet)[] = [];
  for (const file of files) scores.push(await askSet(file, subject, options, sandbox));
  return scores;
}

async function askSet(
  path: string,
  { session }: Subject,
  options: Options,
  sandbox: Sandbox | Failure,
): Promise<SetScore | UnreadSet> {
  const file = basename(path);
  const read = readJsonLines(path, infillingCase);
  if ('error' in read) return { file, notRun: read.error };
  const chosen = sample(read.items, options.cases, random(options.seed));
  const passing = new PassCounter(sandbox);
  const results: Asked[] = [];
  for (const question of chosen) {
    progress(`${file}: case ${results.length + 1} of ${chosen.length}`);
    const asked = await ask(session, question.group, question);
    await passing.add(question, asked.text, asked.replaceRest);
    results.push(asked);
  }
  return {
    file,
    score: summarise(results, options.seed),
    passing: passing.result(options.seed),
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
