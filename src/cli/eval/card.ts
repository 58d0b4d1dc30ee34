/** The model card's figures, from the evaluation's JSON: nobody types a number. */
import type { BitsPerByte } from './bits.ts';
import type { Report } from './index.ts';
import type { Figure } from './interval.ts';
import type { Scores } from './line-section.ts';
import type { Replayed } from './replay/summary.ts';
import type { NotRun } from './subject.ts';

/** A figure as JSON has it: an end that is not known is null. */
type Printed = Omit<Figure, 'low' | 'high'> & { readonly low: number | null; readonly high: number | null };

type Table = readonly (readonly string[])[];

const command = (section: string): string => `\`npm run -s eval -- --only ${section}\``;

const names: Readonly<Record<string, string>> = {
  c: 'C',
  cpp: 'C++',
  css: 'CSS',
  go: 'Go',
  html: 'HTML',
  java: 'Java',
  javascript: 'JavaScript',
  json: 'JSON',
  markdown: 'Markdown',
  python: 'Python',
  rust: 'Rust',
  typescript: 'TypeScript',
};

/** Markdown: a table for each section that has run. `without` is a report made with PALIMPSEST_POINTER=off. */
export function card(report: Report, without?: Report): string {
  const parts = [bits(report), lines(report, without), replay(report), sets(report), context(report), rest(report)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function ran<T extends object>(section: T | NotRun | undefined): T | undefined {
  return section === undefined || 'notRun' in section ? undefined : section;
}

function bits({ bitsPerByte }: Report): string {
  const section = ran(bitsPerByte);
  if (section === undefined) return '';
  const languages = Object.keys(section.languages);
  const row = (name: string, of: Record<string, BitsPerByte>): string[] => [
    name,
    ...languages.map((language) => (of[language] === undefined ? '' : figure(of[language].bitsPerByte, 2))),
  ];
  const ngram = ran(section.ngram);
  return markdown([
    [`bits per byte: ${command('bits')}`, ...languages.map(named)],
    row('this model alone', section.languages),
    ...(ngram === undefined ? [] : [row('5-gram with a cache, as many tokens', ngram.languages)]),
  ]);
}

function lines({ lines: section }: Report, without: Report | undefined): string {
  const own = ran(section);
  if (own === undefined) return '';
  const bare = ran(without?.lines);
  const languages = Object.keys(own.languages);
  const row = (name: string, { all, languages: by }: Scores, of: 'exactMatch' | 'editSimilarity'): string[] => [
    name,
    ...[all, ...languages.map((language) => by[language])].map((score) => (score ? figure(score[of], 1) : '')),
  ];
  const { confidence } = own;
  const table = markdown([
    [`the rest of a line: ${command('lines')}`, 'all', ...languages.map(named)],
    ['lines', ...[own.all, ...languages.map((language) => own.languages[language])].map((s) => String(s?.cases ?? 0))],
    row('exactly right, %', own, 'exactMatch'),
    ...(bare === undefined ? [] : [row('the same with `PALIMPSEST_POINTER=off`, %', bare, 'exactMatch')]),
    row('edit similarity', own, 'editSimilarity'),
    row('exactly right with nothing after the cursor, %', own.withoutSuffix, 'exactMatch'),
  ]);
  const shown =
    `While somebody types, of each line as much is shown as the model is sure enough of (${confidence.threshold} or ` +
    `more). Of these lines it is that sure of all of ${share(confidence.shown)}; ${share(confidence.rightOfShown)} of ` +
    `them are exactly right. Calibration error: ${confidence.calibrationError.toFixed(3)}.`;
  return `${table}\n\n${shown}`;
}

function replay({ replay: section }: Report): string {
  const own = ran(section);
  if (own === undefined) return '';
  const threshold = String(own.threshold);
  const row = (name: string, { completed, saved, rightOfShown, shown }: Replayed): string[] => [
    name,
    figure(completed, 1),
    figure(saved, 1),
    rightOfShown === null ? '' : figure(rightOfShown, 1),
    String(shown),
  ];
  const systems = Object.entries(own.systems).flatMap(([name, system]) => {
    const result = ran(system);
    return result === undefined ? [] : [{ name, result }];
  });
  const leads = systems.flatMap(({ name, result: { modelOverThis, modelOverThisAsRight } }) =>
    modelOverThis === undefined || modelOverThisAsRight === undefined
      ? []
      : [[name, figure(modelOverThis, 2), figure(modelOverThisAsRight, 2)]],
  );
  return [
    markdown([
      [
        `typing replay, threshold ${threshold}: ${command('replay')}`,
        'completed, %',
        'keys saved, %',
        'right of shown, %',
        'shown',
      ],
      ...systems.flatMap(({ name, result }) => [
        row(name, result.all[threshold]!),
        ...Object.entries(result.languages).map(([language, by]) => row(`${name}, ${named(language)}`, by[threshold]!)),
      ]),
    ]),
    markdown([['the model completes times as much as', 'as it does at its most', 'where as many are right'], ...leads]),
  ].join('\n\n');
}

function sets({ sets: section }: Report): string {
  const files =
    section === undefined || 'notRun' in section ? [] : section.flatMap((set) => ('notRun' in set ? [] : set));
  if (files.length === 0) return '';
  return markdown([
    [`infilling sets: ${command('sets')}`, 'cases', 'exactly right, %', 'edit similarity', 'passes its tests, %'],
    ...files.map(({ file, score, passing }) => {
      const passed = ran(passing);
      return [
        file,
        String(score?.cases ?? 0),
        score ? figure(score.exactMatch, 1) : '',
        score ? figure(score.editSimilarity, 1) : '',
        passed ? figure(passed.passRate, 1) : 'not run',
      ];
    }),
  ]);
}

function context({ context: section }: Report): string {
  const own = ran(section);
  if (own === undefined) return '';
  return [
    markdown([
      [`the last 512 tokens of a file: ${command('context')}`, 'bits per byte', 'change'],
      ...Object.entries(own.lastTokens).map(([length, { bitsPerByte, change }]) => [
        `after ${length} tokens of the package`,
        figure(bitsPerByte, 3),
        length === '0' ? '' : figure(change, 3),
      ]),
    ]),
    markdown([
      ['a name that was last named', 'names', 'recalled, %', 'from 8 lines alone, %'],
      ...Object.entries(own.recall).map(([distance, { names: count, recalled, guessed }]) => [
        `${distance} lines ago`,
        String(count),
        figure(recalled, 0),
        figure(guessed, 0),
      ]),
    ]),
  ].join('\n\n');
}

function rest({ rounding, memorised }: Report): string {
  const int8 = ran(rounding);
  const verbatim = ran(memorised);
  const rows = [
    ...(int8 === undefined
      ? []
      : Object.entries(int8.languages).map(([language, { more }]) => [
          `${named(language)}: bits per byte that int8 costs, %: ${command('rounding')}`,
          figure(more, 2),
        ])),
    ...(verbatim === undefined
      ? []
      : [
          [
            `${verbatim.continuations} continuations of training files that repeat 50 characters, %: ${command('memorised')}`,
            figure(verbatim.verbatim, 1),
          ],
          ['of them holding what looks like a secret', String(verbatim.secrets.length)],
        ]),
  ];
  return rows.length === 0 ? '' : markdown([['besides', ''], ...rows]);
}

function markdown([head, ...rows]: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head!), `|${'---|'.repeat(head!.length)}`, ...rows.map(line)].join('\n');
}

function figure({ value, low, high }: Printed, digits: number): string {
  if (low === null || high === null || Number.isNaN(low)) return value.toFixed(digits);
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function share(of: number): string {
  return `${(100 * of).toFixed(0)}%`;
}

function named(language: string): string {
  return names[language] ?? language;
}
