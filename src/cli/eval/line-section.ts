import { answered, ask, type Asked } from './ask.ts';
import { cut, quality, type Cut, type Quality } from './calibration.ts';
import { heldOut } from './held-out.ts';
import { heldOutLines } from './lines.ts';
import { median } from './median.ts';
import { beside } from './neighbours.ts';
import type { Options } from './options.ts';
import { progress } from './progress.ts';
import { summarise, type Score } from './score.ts';
import { shareOut } from './draw.ts';
import type { NotRun, Subject } from './subject.ts';

export interface Scores {
  readonly all: Score | undefined;
  readonly languages: Record<string, Score | undefined>;
}

export interface Lines extends Scores {
  /** The same lines with nothing after the cursor. */
  readonly withoutSuffix: Scores;
  /** How well model.json's confidence holds here, and what its threshold lets through. */
  readonly confidence: Quality & Cut;
  /** Texts that the session does not read; they count as wrong. */
  readonly refused: number;
  readonly medianMs: number;
}

/** The section: the rest of lines of the test split. */
export async function lines(subject: Subject, options: Options): Promise<Lines | NotRun> {
  const asked = await askLines(subject, options);
  if ('notRun' in asked) return asked;
  const all = [...asked.languages.values()].flat();
  const suggestions = answered(all);
  if (suggestions.length === 0) return { notRun: 'no line was there to ask for' };
  return {
    ...scores(asked.languages, options.seed),
    withoutSuffix: scores(asked.withoutSuffix, options.seed),
    confidence: {
      ...quality(suggestions, subject.confidence),
      ...cut(suggestions, subject.confidence, subject.confidence.threshold),
    },
    refused: all.length - suggestions.length,
    medianMs: median(all.map((one) => one.ms)),
  };
}

function scores(languages: ReadonlyMap<string, readonly Asked[]>, seed: number): Scores {
  return {
    all: summarise([...languages.values()].flat(), seed),
    languages: Object.fromEntries([...languages].map(([language, results]) => [language, summarise(results, seed)])),
  };
}

interface AskedLines {
  readonly languages: Map<string, Asked[]>;
  readonly withoutSuffix: Map<string, Asked[]>;
}

async function askLines({ session }: Subject, options: Options): Promise<AskedLines | NotRun> {
  const texts = heldOut(options.texts, 'test');
  if ('notRun' in texts) return texts;
  const all = [...texts.languages.values()].flat();
  const languages = new Map<string, Asked[]>();
  const withoutSuffix = new Map<string, Asked[]>();
  const names = [...texts.languages.keys()];
  for (const [i, [language, files]] of [...texts.languages].entries()) {
    const share = shareOut(options.lines, names.length)[i]!;
    const questions = heldOutLines(
      files.filter((file) => file.bytes <= options.largest),
      share,
      options.seed,
    );
    const results: Asked[] = [];
    const bare: Asked[] = [];
    for (const question of questions) {
      progress(`test lines, ${language}: ${results.length + 1} of ${questions.length}`);
      const { file } = question;
      const whole = { ...question, path: file.path, context: beside(file, all, options.beside) };
      results.push(await ask(session, file.hash, whole));
      bare.push(await ask(session, file.hash, { ...whole, suffix: '' }));
    }
    languages.set(language, results);
    withoutSuffix.set(language, bare);
  }
  return { languages, withoutSuffix };
}
