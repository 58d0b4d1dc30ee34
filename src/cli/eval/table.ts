import type { BitsByLanguage, BitsPerByte } from './bits.ts';
import type { Fitting } from './fitting.ts';
import type { Report } from './index.ts';
import type { Figure } from './interval.ts';
import type { Lines } from './line-section.ts';
import type { LongContext } from './long-context/index.ts';
import type { Memorised } from './memorised/index.ts';
import type { Planted } from './planted.ts';
import type { Passing } from './passing.ts';
import type { Replay } from './replay/index.ts';
import type { ReadFirst } from './read-first.ts';
import type { Replayed } from './replay/summary.ts';
import type { Rounding } from './rounding.ts';
import type { Score } from './score.ts';
import type { SetScore, UnreadSet } from './set-section.ts';
import type { NotRun } from './subject.ts';

/** The report for people. */
export function table(report: Report): string {
  const parts = [`${report.model.name} (${report.model.id}) on ${report.backend}, seed ${report.seed}`];
  if (report.bitsPerByte) parts.push(section('bits per byte', report.bitsPerByte, bitsRows));
  if (report.lines) parts.push(section('the rest of held-out lines', report.lines, lineRows));
  if (report.sets) parts.push(section('infilling sets', report.sets, setRows));
  if (report.replay) parts.push(section('typing replay', report.replay, replayRows));
  if (report.context) parts.push(section('long context', report.context, contextRows));
  if (report.planted) parts.push(section('a planted definition', report.planted, plantedRows));
  if (report.memorised) parts.push(section('what is memorised', report.memorised, memorisedRows));
  if (report.readFirst) parts.push(section('files beside, read first', report.readFirst, readFirstRows));
  if (report.rounding) parts.push(section('what int8 costs', report.rounding, roundingRows));
  if (report.calibration) parts.push(section('calibration', report.calibration, calibrationRows));
  for (const { file, line, error } of report.malformed) parts.push(`${file}, line ${line} left out: ${error}`);
  const took = Object.entries(report.took).map(([name, seconds]) => `${name} ${seconds.toFixed(0)}`);
  parts.push(`${report.seconds.toFixed(0)} s (${took.join(', ')}); in [ ] the 95% interval`);
  return `${parts.join('\n\n')}\n`;
}

function section<T extends object>(title: string, content: T | NotRun, rows: (content: T) => string[][]): string {
  if ('notRun' in content) return `${title}: not run, ${content.notRun}`;
  const cells = rows(content);
  const columns = cells.filter((row) => row.length > 1); // a row of one cell is a sentence
  const width = (i: number): number => Math.max(...columns.map((row) => row[i]!.length));
  const cell = (text: string, i: number): string => (i === 0 ? text.padEnd(width(i)) : text.padStart(width(i)));
  return [title, ...cells.map((row) => `  ${row.length > 1 ? row.map(cell).join('  ') : row[0]!}`)].join('\n');
}

function bitsRows({ languages, ngram }: BitsByLanguage): string[][] {
  const rows = (of: Record<string, BitsPerByte>, suffix: string): string[][] =>
    Object.entries(of).map(([language, { files, bytes, tokens, bitsPerByte }]) => [
      `${language}${suffix}`,
      String(files),
      String(bytes),
      String(tokens),
      figure(bitsPerByte, 3),
    ]);
  return [
    ['', 'files', 'bytes', 'tokens', 'bits per byte'],
    ...rows(languages, ''),
    ...('notRun' in ngram
      ? [[`n-gram with cache: not run, ${ngram.notRun}`]]
      : rows(ngram.languages, ', n-gram with cache')),
  ];
}

function lineRows({ all, languages, withoutSuffix, confidence, medianMs }: Lines): string[][] {
  const { brier, calibrationError, ...cut } = confidence;
  return [
    SCORE_HEAD,
    ...Object.entries(languages).map(([language, score]) => scoreRow(language, score)),
    scoreRow('all', all),
    ...Object.entries(withoutSuffix.languages).map(([language, score]) => scoreRow(`${language}, no suffix`, score)),
    scoreRow('all, no suffix', withoutSuffix.all),
    [`confidence: Brier ${brier.toFixed(3)}, calibration error ${calibrationError.toFixed(3)}`],
    [
      `over ${cut.threshold.toFixed(2)}: ${percent(cut.shown)} shown, ${percent(cut.rightOfShown)} of them right, ` +
        `${percent(cut.rightKept)} of the right ones kept`,
    ],
    [`median ${medianMs.toFixed(0)} ms`],
  ];
}

function setRows(sets: readonly (SetScore | UnreadSet)[]): string[][] {
  return [
    SCORE_HEAD,
    ...sets.flatMap((set) => {
      if ('notRun' in set) return [[`${set.file}: not run, ${set.notRun}`]];
      const malformed = set.malformed.map(({ line, error }) => [`line ${line} left out: ${error}`]);
      return [scoreRow(set.file, set.score), ...malformed, ...passRows(set.passing)];
    }),
  ];
}

function passRows(passing: Passing | NotRun): string[][] {
  if ('notRun' in passing) return [[`pass rate: not run, ${passing.notRun}`]];
  const { passRate, tested, isolated, stopped } = passing;
  return [
    [`pass rate %: ${figure(passRate, 1)} of ${tested}${isolated ? '' : '; the candidates had the network'}`],
    ...stopped.map(({ case: name, limit }) => [`${name}: stopped at its limit of ${limit}`]),
  ];
}

function replayRows({ files, places, threshold, systems }: Replay): string[][] {
  const row = (name: string, from: number | string, { completed, saved, rightOfShown, shown }: Replayed): string[] => [
    name,
    Number(from).toFixed(2),
    figure(completed, 1),
    figure(saved, 1),
    rightOfShown === null ? '-' : figure(rightOfShown, 1),
    String(shown),
  ];
  return [
    ['', 'threshold', 'completed %', 'keys saved %', 'right of shown %', 'shown'],
    ...Object.entries(systems).flatMap(([name, system]) => {
      if ('notRun' in system) return [[`${name}: not run, ${system.notRun}`]];
      return [
        ...Object.entries(system.languages).map(([language, by]) =>
          row(`${name}, ${language}`, threshold, by[threshold]!),
        ),
        ...Object.entries(system.all).map(([at, one]) => row(`${name}, all`, at, one)),
        ...(system.modelOverThis === undefined
          ? []
          : [
              [`the model completes ${figure(system.modelOverThis, 2)} times as much as ${name} at its most`],
              [`... and ${figure(system.modelOverThisAsRight!, 2)} times as much where as many of both are right`],
            ]),
      ];
    }),
    [`${places} places in ${files} files`],
  ];
}

function contextRows({ packages, lastTokens, recall }: LongContext): string[][] {
  return [
    ['last 512 tokens of a file', 'bits per byte', 'change'],
    ...Object.entries(lastTokens).map(([length, { bitsPerByte, change }]) => [
      `after ${length} of other files`,
      figure(bitsPerByte, 3),
      length === '0' ? '' : figure(change, 3),
    ]),
    ['a name that was defined', 'recalled %', 'from 8 lines alone %'],
    ...Object.entries(recall).map(([distance, { names, recalled, guessed }]) => [
      `last named ${distance} lines ago, ${names} times`,
      figure(recalled, 0),
      figure(guessed, 0),
    ]),
    [`packages: ${packages.join(', ')}`],
  ];
}

function plantedRows({ distances }: Planted): string[][] {
  return [
    ['its name is completed', 'names', '%', 'nothing copied, %'],
    ...Object.entries(distances).map(([distance, { names, product, model }]) => [
      `${distance} lines later`,
      String(names),
      figure(product, 0),
      figure(model, 0),
    ]),
  ];
}

function readFirstRows({ files, lines, counts }: ReadFirst): string[][] {
  return [
    ['', 'their tokens', 'bits per byte', 'change', 'exact match %'],
    ...Object.entries(counts).map(([count, { tokens, bitsPerByte, change, exactMatch }]) => [
      `${count} neighbours`,
      tokens.toFixed(0),
      figure(bitsPerByte, 3),
      count === '0' ? '' : figure(change, 3),
      figure(exactMatch, 1),
    ]),
    [`${files} files, ${lines} lines`],
  ];
}

function memorisedRows({ continuations, packages, verbatim, secrets }: Memorised): string[][] {
  return [
    [`${figure(verbatim, 1)}% of ${continuations} continuations repeat 50 characters (${packages} packages)`],
    [
      secrets.length === 0
        ? 'none holds a secret'
        : `${secrets.length} hold what looks like a secret: ${secrets.join(', ')}`,
    ],
  ];
}

function roundingRows({ languages }: Rounding): string[][] {
  return [
    ['', 'bytes', 'float32', 'int8', 'more, %'],
    ...Object.entries(languages).map(([language, { bytes, exact, rounded, more }]) => [
      language,
      String(bytes),
      exact.toFixed(4),
      rounded.toFixed(4),
      figure(more, 2),
    ]),
  ];
}

function calibrationRows(fitted: Fitting): string[][] {
  const { pointer } = fitted;
  return [
    ...(pointer === undefined
      ? []
      : [
          [
            `pointer: ${pointer.alone.toFixed(3)} nats a token by the model alone, ${pointer.mixed.toFixed(3)} mixed (${pointer.tokens} tokens)`,
          ],
        ]),
    [`slope ${fitted.slope.toFixed(4)}, intercept ${fitted.intercept.toFixed(4)}, threshold ${fitted.threshold}`],
    [
      `${fitted.cases} cases, Brier ${fitted.brier.toFixed(3)}, calibration error ${fitted.calibrationError.toFixed(3)}`,
    ],
    ...fitted.reliability.map(({ from, to, cases, confidence, right }) => [
      `confidence ${from.toFixed(1)}-${to.toFixed(1)}: ${cases} cases, mean ${confidence.toFixed(3)}, right ${right.toFixed(3)}`,
    ]),
    ...fitted.cuts.map(({ threshold, shown, rightOfShown, rightKept }) => [
      `over ${threshold.toFixed(2)}: ${percent(shown)} shown, ${percent(rightOfShown)} right, ${percent(rightKept)} kept`,
    ]),
  ];
}

const SCORE_HEAD = ['', 'cases', 'exact match %', 'edit similarity'];

function scoreRow(name: string, score: Score | undefined): string[] {
  if (score === undefined) return [name, '0', '-', '-'];
  return [name, String(score.cases), figure(score.exactMatch, 1), figure(score.editSimilarity, 1)];
}

function figure({ value, low, high }: Figure, digits: number): string {
  if (Number.isNaN(low)) return value.toFixed(digits);
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}
