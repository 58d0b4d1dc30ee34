/** The section: a simulated typist types held-out files, with the model and with baselines. */
import { confidence } from '../../../completion/confidence.ts';
import type { Answer } from '../../../completion/suggest.ts';
import { drawFiles, shareOut } from '../draw.ts';
import { heldOut } from '../held-out.ts';
import { ratio, type Figure } from '../interval.ts';
import { linesOf } from '../lines.ts';
import { readTables } from '../ngram/tables.ts';
import { NgramTyping } from '../ngram/typing.ts';
import type { Options } from '../options.ts';
import { progress } from '../progress.ts';
import type { NotRun, Subject } from '../subject.ts';
import type { Text } from '../texts.ts';
import { calibrated } from './baseline.ts';
import { Copying } from './copying.ts';
import type { Guesser, TypingSystem } from './typing-system.ts';
import { typeAt, type Start, type Typed } from './typist.ts';

export interface Replayed {
  /** Percent of the characters that were written by accepting suggestions. */
  readonly completed: Figure;
  /** Percent of the suggestions shown that were right; null where none was shown. */
  readonly rightOfShown: Figure | null;
  readonly characters: number;
  readonly shown: number;
}

export interface ReplayOfSystem {
  readonly languages: Record<string, Record<string, Replayed>>;
  /** By threshold of confidence. */
  readonly all: Record<string, Replayed>;
}

export interface Replay {
  readonly files: number;
  readonly places: number;
  /** The shipped one. */
  readonly threshold: number;
  readonly systems: Readonly<Record<string, ReplayOfSystem | NotRun>>;
}

const THRESHOLDS = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7];
/** Files of the valid split that a baseline's confidence is fitted on. */
const FITTED_ON = 90;

export async function replay(subject: Subject, options: Options): Promise<Replay | NotRun> {
  const test = heldOut(options.texts, 'test');
  if ('notRun' in test) return test;
  const valid = heldOut(options.texts, 'valid');
  if ('notRun' in valid) return valid;
  const files = drawn(test.languages, options.files, options);
  const places = files.flatMap((file) => placesIn(file, options));
  if (places.length === 0) return { notRun: 'no place was there to type at' };
  const fitting = drawn(valid.languages, FITTED_ON, options).flatMap((file) => placesIn(file, options));
  const all = [...test.languages.values(), ...valid.languages.values()].flat();
  const tables = readTables(options.ngram, subject.tokenizer.size);
  const guessers: Guesser[] = [new Copying(all)];
  const results: Record<string, ReplayOfSystem | NotRun> = {};
  if ('notRun' in tables) results[NgramTyping.title] = tables;
  else guessers.push(new NgramTyping(tables, subject.tokenizer));
  const systems = [model(subject), ...guessers.map((guesser) => calibrated(guesser, fitting))];
  const { threshold } = subject.confidence;
  for (const system of systems) results[system.name] = await type(system, places, threshold, options);
  return { files: files.length, places: places.length, threshold, systems: results };
}

/** As many files of each language, drawn by package and then by file. */
function drawn(languages: ReadonlyMap<string, readonly Text[]>, count: number, { largest, seed }: Options): Text[] {
  const shares = shareOut(count, languages.size);
  return [...languages.values()].flatMap((files, i) => {
    return drawFiles(
      files.filter((file) => file.bytes <= largest),
      shares[i]!,
      seed,
    );
  });
}

function placesIn(file: Text, { places, seed }: Options): Start[] {
  return linesOf(file, seed, places).map(({ prefix, answer }) => ({ file, prefix, rest: answer.trimEnd() }));
}

function model({ session, confidence: line }: Subject): TypingSystem {
  return {
    name: 'model',
    answer: async ({ file: { path } }, prefix): Promise<Answer> => {
      const request = { path, prefix, suffix: '', lines: 'one', context: [] } as const;
      const completed = await session.complete(request, () => false);
      if ('aborted' in completed) return completed;
      if ('refused' in completed) return { error: completed.refused };
      const { text, replaceRest, logprob } = completed;
      return { text, replaceRest, confidence: confidence(logprob, line) };
    },
  };
}

async function type(
  system: TypingSystem,
  places: readonly Start[],
  shipped: number,
  { seed }: Options,
): Promise<ReplayOfSystem> {
  const thresholds = [...new Set([...THRESHOLDS, shipped])].sort((a, b) => a - b);
  const typed = new Map(thresholds.map((threshold) => [threshold, [] as (Typed & { file: Text })[]]));
  for (const [i, start] of places.entries()) {
    progress(`typing, ${system.name}: place ${i + 1} of ${places.length}`);
    // The same cursor under another threshold has the same answer.
    const answers = new Map<string, Promise<Answer>>();
    const ask = ({ prefix }: { prefix: string }): Promise<Answer> => {
      const known = answers.get(prefix);
      if (known !== undefined) return known;
      const answer = system.answer(start, prefix);
      answers.set(prefix, answer);
      return answer;
    };
    for (const [threshold, results] of typed) {
      results.push({ ...(await typeAt(start, threshold, ask)), file: start.file });
    }
  }
  const languages = Object.groupBy(typed.get(shipped)!, ({ file }) => file.language);
  const byThreshold = (keep: (language: string) => boolean): Record<string, Replayed> =>
    Object.fromEntries(
      [...typed].map(([threshold, results]) => [
        String(threshold),
        summary(
          results.filter(({ file }) => keep(file.language)),
          seed,
        ),
      ]),
    );
  return {
    all: byThreshold(() => true),
    languages: Object.fromEntries(
      Object.keys(languages).map((language) => [language, byThreshold((one) => one === language)]),
    ),
  };
}

/** Intervals are bootstraps over packages. */
function summary(results: readonly (Typed & { readonly file: Text })[], seed: number): Replayed {
  const packages = [...Map.groupBy(results, ({ file }) => file.package).values()];
  const sum = (of: (one: Typed) => number, from = packages): number[] =>
    from.map((own) => own.reduce((total, one) => total + of(one), 0));
  const talking = packages.filter((own) => own.some((one) => one.shown > 0));
  const characters = sum(({ typed, completed }) => typed + completed);
  const shown = sum((one) => one.shown);
  const total = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  return {
    completed: ratio(
      sum(({ completed }) => 100 * completed),
      characters,
      seed,
    ),
    rightOfShown:
      talking.length === 0
        ? null
        : ratio(
            sum(({ right }) => 100 * right, talking),
            sum((one) => one.shown, talking),
            seed,
          ),
    characters: total(characters),
    shown: total(shown),
  };
}
