/** The section: a simulated typist types held-out files, with the model and with baselines. */
import { confidence } from '../../../completion/confidence.ts';
import type { Answer, Wanted } from '../../../completion/suggest.ts';
import { drawFiles, shareOut } from '../draw.ts';
import { heldOut } from '../held-out.ts';
import type { Figure } from '../interval.ts';
import { linesOf } from '../lines.ts';
import { beside } from '../neighbours.ts';
import { readTables } from '../ngram/tables.ts';
import { NgramTyping } from '../ngram/typing.ts';
import type { Options } from '../options.ts';
import { progress } from '../progress.ts';
import type { NotRun, Subject } from '../subject.ts';
import type { Text } from '../texts.ts';
import { calibrated } from './baseline.ts';
import { Copying } from './copying.ts';
import type { Guesser, TypingSystem } from './typing-system.ts';
import { lead, leadAsRight, summary, type Replayed, type TypedIn } from './summary.ts';
import { typeAt, type Start } from './typist.ts';

export interface ReplayOfSystem {
  readonly languages: Record<string, Record<string, Replayed>>;
  /** By threshold of confidence. */
  readonly all: Record<string, Replayed>;
  /** Times as much as this system's share that the model completes at the shipped threshold: this one at its most. */
  readonly modelOverThis?: Figure;
  /** The same with this system at the threshold at which as many of its suggestions are right as the model's. */
  readonly modelOverThisAsRight?: Figure;
}

export interface Replay {
  readonly files: number;
  readonly places: number;
  /** The shipped one. */
  readonly threshold: number;
  readonly systems: Readonly<Record<string, ReplayOfSystem | NotRun>>;
}

const THRESHOLDS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
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
  const shipped = once(model(subject, all, options.beside));
  const systems = [shipped, wholeLines(shipped), ...guessers.map((guesser) => once(calibrated(guesser, fitting)))];
  const { threshold } = subject.confidence;
  let own: readonly TypedIn[] | undefined;
  for (const system of systems) {
    const typed = await type(system, places, threshold);
    const shipped = typed.get(threshold)!;
    results[system.name] = {
      ...ofSystem(typed, options.seed),
      ...(own !== undefined && {
        modelOverThis: lead(own, typed, options.seed),
        modelOverThisAsRight: leadAsRight(own, typed, options.seed),
      }),
    };
    own ??= shipped;
  }
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

function model({ session, confidence: line }: Subject, all: readonly Text[], count: number): TypingSystem {
  // Places of one file come one after the other.
  let last: { readonly file: Text; readonly beside: readonly Text[] } | undefined;
  const near = (file: Text): readonly Text[] => {
    if (last?.file !== file) last = { file, beside: beside(file, all, count) };
    return last.beside;
  };
  return {
    name: 'model',
    answer: async ({ file }, prefix): Promise<Answer> => {
      const { path } = file;
      const request = { path, prefix, suffix: '', lines: 'one', context: near(file) } as const;
      const completed = await session.complete(request, () => false);
      if ('aborted' in completed) return completed;
      if ('refused' in completed) return { error: completed.refused };
      const { text, replaceRest, logprob } = completed;
      const parts = completed.parts?.map(({ length, logprob }) => ({ length, confidence: confidence(logprob, line) }));
      return { candidates: [{ text, confidences: [confidence(logprob, line)], parts }], replaceRest };
    },
  };
}

/** Asked for the same cursor again, under another threshold or by another system, it has the same answer. */
function once(system: TypingSystem): TypingSystem {
  const places = new Map<Start, Map<string, Promise<Answer>>>();
  return {
    name: system.name,
    answer: (start, prefix) => {
      const answers = places.get(start) ?? new Map<string, Promise<Answer>>();
      const known = answers.get(prefix) ?? system.answer(start, prefix);
      places.set(start, answers.set(prefix, known));
      return known;
    },
  };
}

/** The same model where nothing but whole lines is shown. */
function wholeLines(system: TypingSystem): TypingSystem {
  return {
    name: `${system.name}, whole lines`,
    answer: async (start, prefix) => {
      const whole = await system.answer(start, prefix);
      if (!('candidates' in whole)) return whole;
      return { ...whole, candidates: whole.candidates.map(({ text, confidences }) => ({ text, confidences })) };
    },
  };
}

/** What happened at the places, by threshold. */
async function type(system: TypingSystem, places: readonly Start[], shipped: number): Promise<Map<number, TypedIn[]>> {
  const thresholds = [...new Set([...THRESHOLDS, shipped])].sort((a, b) => a - b);
  const typed = new Map(thresholds.map((threshold) => [threshold, [] as TypedIn[]]));
  for (const [i, start] of places.entries()) {
    progress(`typing, ${system.name}: place ${i + 1} of ${places.length}`);
    const ask = ({ place: { prefix } }: Wanted): Promise<Answer> => system.answer(start, prefix);
    for (const [threshold, results] of typed) {
      results.push({ ...(await typeAt(start, threshold, ask)), file: start.file });
    }
  }
  return typed;
}

function ofSystem(typed: ReadonlyMap<number, readonly TypedIn[]>, seed: number): ReplayOfSystem {
  const languages = new Set([...typed.values()].flat().map(({ file }) => file.language));
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
    languages: Object.fromEntries([...languages].map((language) => [language, byThreshold((one) => one === language)])),
  };
}
