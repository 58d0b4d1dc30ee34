/** The section: the pointer's weights and the confidence, both fitted on the valid split. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Mixture } from '../../engine/pointer/mixture.ts';
import type { Followed } from '../../memory/session.ts';
import { answered, ask, type Asked } from './ask.ts';
import { calibrate, type Fitted } from './calibration.ts';
import { shareOut } from './draw.ts';
import { heldOut } from './held-out.ts';
import { heldOutLines, type HeldOutLine } from './lines.ts';
import { beside } from './neighbours.ts';
import type { Options } from './options.ts';
import { fitMixture, meanNats } from './pointer/fit.ts';
import { progress } from './progress.ts';
import type { NotRun, Subject } from './subject.ts';
import type { Text } from './texts.ts';

export interface Fitting extends Fitted {
  /** Absent where the pointer is switched off. */
  readonly pointer?: FittedPointer;
}

export interface FittedPointer extends Mixture {
  /** Tokens for which something was there to copy. */
  readonly tokens: number;
  /** Nats that such a token costs, mixed and by the model alone. */
  readonly mixed: number;
  readonly alone: number;
}

/** How many times as much a match counts that is one token longer. */
const SPREAD = 3;

export async function fitting(subject: Subject, options: Options): Promise<Fitting | NotRun> {
  const texts = heldOut(options.texts, 'valid');
  if ('notRun' in texts) return texts;
  const all = [...texts.languages.values()].flat();
  const shares = shareOut(options.lines, texts.languages.size);
  const lines = [...texts.languages.values()].flatMap((files, i) => {
    const small = files.filter((file) => file.bytes <= options.largest);
    return heldOutLines(small, shares[i]!, options.seed);
  });
  // What was copied right is no surprise to weights that were fitted to it, so the confidence takes other files.
  const [first, second] = halves(lines);
  const pointer = subject.copies ? await pointerOf(subject, first, all, options) : undefined;
  const session = subject.open({ pointer });
  const asked: Asked[] = [];
  for (const line of second) {
    progress(`valid lines: ${asked.length + 1} of ${second.length}`);
    const { file } = line;
    const question = { ...line, path: file.path, context: beside(file, all, options.beside) };
    asked.push(await ask(session, file.hash, question));
  }
  const fitted = calibrate(answered(asked));
  if (fitted === undefined) return { notRun: 'fewer than 10 right or 10 wrong suggestions: ask for more with --lines' };
  const fit = { ...fitted, ...(pointer && { pointer }) };
  if (options.write) write(subject.model.file, fit);
  return fit;
}

/** Every other file's. */
function halves(lines: readonly HeldOutLine[]): [HeldOutLine[], HeldOutLine[]] {
  const files = [...new Set(lines.map(({ file }) => file))];
  const first = new Set(files.filter((_, i) => i % 2 === 0));
  return [lines.filter(({ file }) => first.has(file)), lines.filter(({ file }) => !first.has(file))];
}

async function pointerOf(
  { open }: Subject,
  lines: readonly HeldOutLine[],
  all: readonly Text[],
  options: Options,
): Promise<FittedPointer> {
  const session = open({ pointer: { ...fitMixture([], SPREAD) } });
  const followed: Followed[] = [];
  for (const [i, { file, prefix, suffix, answer }] of lines.entries()) {
    progress(`following valid lines: ${i + 1} of ${lines.length}`);
    const context = beside(file, all, options.beside);
    const request = { path: file.path, prefix, suffix, lines: 'one', context } as const;
    const tokens = await session.follow(request, answer.trimEnd());
    if (!('aborted' in tokens || 'refused' in tokens)) followed.push(...tokens);
  }
  const mixture = fitMixture(followed, SPREAD);
  const weights = mixture.weights.map((weight) => Number(weight.toFixed(3)));
  const alone = followed.reduce((sum, { model }) => sum - Math.log(model + 1e-12), 0) / followed.length;
  return { spread: SPREAD, weights, tokens: followed.length, mixed: meanNats(followed, mixture), alone };
}

/** Into model.json, which keeps all its other fields. */
function write(file: string, { slope, intercept, threshold, pointer }: Fitting): void {
  const card = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const rounded = (value: number): number => Number(value.toFixed(4));
  card['confidence'] = { slope: rounded(slope), intercept: rounded(intercept), threshold };
  if (pointer !== undefined) card['pointer'] = { spread: pointer.spread, weights: pointer.weights };
  writeFileSync(file, `${JSON.stringify(card, null, 2)}\n`);
}
