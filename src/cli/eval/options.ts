import { parseArgs } from 'node:util';
import { messageOf, type Failure } from '../../protocol/failure.ts';

export const SECTIONS = [
  'bits',
  'lines',
  'sets',
  'replay',
  'context',
  'planted',
  'memorised',
  'rounding',
  'read-first',
  'calibration',
] as const;
export type SectionName = (typeof SECTIONS)[number];

export interface Options {
  readonly json: boolean;
  readonly sections: readonly SectionName[];
  /** Held-out lines of all languages together. */
  readonly lines: number;
  /** Held-out text for bits per byte, UTF-8 bytes of each language. */
  readonly bytes: number;
  /** Cases of each single-line set. */
  readonly cases: number;
  /** Files of the typing replay, and places in each. */
  readonly files: number;
  readonly places: number;
  /** Packages of the long contexts, and of the files beside. */
  readonly packages: number;
  /** Beginnings of training files. */
  readonly beginnings: number;
  /** Files larger than this are not asked for lines: reading one costs as much as a hundred others. */
  readonly largest: number;
  readonly sets: readonly string[];
  /** Folder with test.jsonl and valid.jsonl. */
  readonly texts: string;
  /** Folder with the tables of the n-gram model. */
  readonly ngram: string;
  readonly seed: number;
  /** Files beside the current one that may be copied from. */
  readonly beside: number;
  /** What is fitted goes into model.json. */
  readonly write: boolean;
}

export const USAGE = `npm run -s eval -- [options]
  --json           one JSON object on stdout and nothing else
  --only SECTION   ${SECTIONS.join(', ')} (may be repeated; without it all but the last two)
  --calibrate      fits the pointer and the confidence: the same as --only calibration
  --write          what is fitted goes into the model's model.json
  --lines N        held-out lines, all languages together (1000)
  --bytes N        held-out text for bits per byte, of each language (200000)
  --cases N        cases of each infilling set (300)
  --files N        files of the typing replay (100)
  --places N       places in each of them (20)
  --packages N     packages of the long contexts, and of the files beside (10)
  --beginnings N   beginnings of training files, for what is memorised (1000)
  --beside N       files beside the current one that may be copied from (32)
  --set FILE       an infilling set, .jsonl or .jsonl.gz (may be repeated; else those in PALIMPSEST_EVAL)
  --texts FOLDER   where test.jsonl and valid.jsonl are (training/.work/text)
  --ngram FOLDER   the n-gram model's tables (training/.work/ngram)
  --seed N         of every sample (1)
  --full           no limit on --bytes and --cases, 200 --files, lines and places from files of any size`;

/** The options, or what is wrong with them. */
export function options(args: readonly string[]): Options | Failure {
  let values;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        full: { type: 'boolean' },
        calibrate: { type: 'boolean' },
        write: { type: 'boolean' },
        beside: { type: 'string' },
        only: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        lines: { type: 'string' },
        bytes: { type: 'string' },
        cases: { type: 'string' },
        files: { type: 'string' },
        places: { type: 'string' },
        packages: { type: 'string' },
        beginnings: { type: 'string' },
        ngram: { type: 'string' },
        texts: { type: 'string' },
        seed: { type: 'string' },
      },
    }).values;
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
  const only = [...(values.only ?? []), ...(values.calibrate ? ['calibration'] : [])];
  const unknown = only.find((name) => !SECTIONS.some((section) => section === name));
  if (unknown !== undefined) return { error: `there is no section '${unknown}': ${SECTIONS.join(', ')}` };
  for (const name of [
    'lines',
    'bytes',
    'cases',
    'files',
    'places',
    'packages',
    'beginnings',
    'seed',
    'beside',
  ] as const) {
    const value = values[name];
    if (value !== undefined && !/^\d{1,9}$/.test(value))
      return { error: `--${name} takes a whole number, not '${value}'` };
  }
  const chosen = only.length > 0 ? SECTIONS.filter((name) => only.includes(name)) : SECTIONS.slice(0, -2);
  return {
    json: values.json ?? false,
    sections: values.set !== undefined && only.length === 0 ? ['sets'] : chosen,
    lines: Number(values.lines ?? 1000),
    bytes: Number(values.bytes ?? (values.full ? Infinity : 200_000)),
    cases: Number(values.cases ?? (values.full ? Infinity : 300)),
    files: Number(values.files ?? (values.full ? 200 : 100)),
    places: Number(values.places ?? 20),
    packages: Number(values.packages ?? 10),
    beginnings: Number(values.beginnings ?? 1000),
    largest: values.full ? Infinity : 32_000,
    sets: values.set ?? [],
    ngram: values.ngram ?? 'training/.work/ngram',
    texts: values.texts ?? 'training/.work/text',
    seed: Number(values.seed ?? 1),
    beside: Number(values.beside ?? 32),
    write: values.write ?? false,
  };
}
