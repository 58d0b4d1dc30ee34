import { parseArgs } from 'node:util';
import { messageOf, type Failure } from '../../protocol/failure.ts';

export const SECTIONS = ['bits', 'lines', 'sets', 'calibration'] as const;
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
  /** Files larger than this are not asked for lines: reading one costs as much as a hundred others. */
  readonly largest: number;
  readonly sets: readonly string[];
  /** Folder with test.jsonl and valid.jsonl. */
  readonly texts: string;
  readonly seed: number;
}

export const USAGE = `npm run -s eval -- [options]
  --json           one JSON object on stdout and nothing else
  --only SECTION   ${SECTIONS.join(', ')} (may be repeated; without it all but calibration)
  --calibrate      the same as --only calibration
  --lines N        held-out lines, all languages together (1000)
  --bytes N        held-out text for bits per byte, of each language (200000)
  --cases N        cases of each infilling set (300)
  --set FILE       an infilling set, .jsonl or .jsonl.gz (may be repeated; else those in PALIMPSEST_EVAL)
  --texts FOLDER   where test.jsonl and valid.jsonl are (training/.work/text)
  --seed N         of every sample (1)
  --full           no limit on --bytes and --cases, and lines from files of any size`;

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
        only: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        lines: { type: 'string' },
        bytes: { type: 'string' },
        cases: { type: 'string' },
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
  const numbers = { lines: values.lines, bytes: values.bytes, cases: values.cases, seed: values.seed };
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined && !/^\d{1,9}$/.test(value))
      return { error: `--${name} takes a whole number, not '${value}'` };
  }
  const chosen = SECTIONS.filter((name) => (only.length > 0 ? only.includes(name) : name !== 'calibration'));
  return {
    json: values.json ?? false,
    sections: values.set !== undefined && only.length === 0 ? ['sets'] : chosen,
    lines: Number(values.lines ?? 1000),
    bytes: Number(values.bytes ?? (values.full ? Infinity : 200_000)),
    cases: Number(values.cases ?? (values.full ? Infinity : 300)),
    largest: values.full ? Infinity : 32_000,
    sets: values.set ?? [],
    texts: values.texts ?? 'training/.work/text',
    seed: Number(values.seed ?? 1),
  };
}
