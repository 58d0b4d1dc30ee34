/** `npm run -s eval`: how good the shipped model is, through the engine that ships. */
import { bits, type BitsByLanguage } from './bits.ts';
import { fitting, type Fitting } from './fitting.ts';
import { lines, type Lines } from './line-section.ts';
import type { Options, SectionName } from './options.ts';
import { malformedTexts } from './held-out.ts';
import { longContext, type LongContext } from './long-context/index.ts';
import { memorised, type Memorised } from './memorised/index.ts';
import { planted, type Planted } from './planted.ts';
import { progress } from './progress.ts';
import { readFirst, type ReadFirst } from './read-first.ts';
import { replay, type Replay } from './replay/index.ts';
import { rounding, type Rounding } from './rounding.ts';
import { sets, type SetScore, type UnreadSet } from './set-section.ts';
import type { NotRun, Subject } from './subject.ts';
import type { Malformed } from './texts.ts';

/** Sections that were not asked for are absent. */
export interface Report {
  readonly model: { readonly id: string; readonly name: string };
  readonly backend: string;
  readonly seed: number;
  readonly bitsPerByte?: BitsByLanguage | NotRun;
  readonly lines?: Lines | NotRun;
  readonly sets?: readonly (SetScore | UnreadSet)[] | NotRun;
  readonly replay?: Replay | NotRun;
  readonly context?: LongContext | NotRun;
  readonly planted?: Planted | NotRun;
  readonly memorised?: Memorised | NotRun;
  readonly readFirst?: ReadFirst | NotRun;
  readonly rounding?: Rounding | NotRun;
  readonly calibration?: Fitting | NotRun;
  /** Lines of the held-out files that were left out. */
  readonly malformed: readonly (Malformed & { readonly file: string })[];
  /** Seconds by section. */
  readonly took: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Runs the sections asked for, one after the other. */
export async function evaluate(subject: Subject, options: Options): Promise<Report> {
  const begin = performance.now();
  const took: Record<string, number> = {};
  const wanted = (section: SectionName): boolean => options.sections.includes(section);
  const timed = async <T>(
    section: SectionName,
    run: (subject: Subject, options: Options) => Promise<T>,
  ): Promise<T> => {
    const start = performance.now();
    const result = await run(subject, options);
    took[section] = (performance.now() - start) / 1000;
    return result;
  };
  const report = {
    model: { id: subject.model.id, name: subject.model.name },
    backend: subject.backend.name,
    seed: options.seed,
    ...(wanted('bits') && { bitsPerByte: await timed('bits', bits) }),
    ...(wanted('lines') && { lines: await timed('lines', lines) }),
    ...(wanted('sets') && { sets: await timed('sets', sets) }),
    ...(wanted('replay') && { replay: await timed('replay', replay) }),
    ...(wanted('context') && { context: await timed('context', longContext) }),
    ...(wanted('planted') && { planted: await timed('planted', planted) }),
    ...(wanted('memorised') && { memorised: await timed('memorised', memorised) }),
    ...(wanted('read-first') && { readFirst: await timed('read-first', readFirst) }),
    ...(wanted('rounding') && { rounding: await timed('rounding', rounding) }),
    ...(wanted('calibration') && { calibration: await timed('calibration', fitting) }),
  };
  progress('');
  const malformed = malformedTexts(options.texts);
  return { ...report, malformed, took, seconds: (performance.now() - begin) / 1000 };
}
