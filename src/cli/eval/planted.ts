/** The section: a definition is planted in held-out code, and its name is asked for so many lines later. */
import { linesIn } from './bits.ts';
import { drawFiles } from './draw.ts';
import type { Completer } from './ask.ts';
import { heldOut } from './held-out.ts';
import type { Figure } from './interval.ts';
import type { Options } from './options.ts';
import { progress } from './progress.ts';
import { random } from './random.ts';
import { shareOf } from './score.ts';
import type { NotRun, Subject } from './subject.ts';
import type { Text } from './texts.ts';

/** Lines of code between the definition and its use. */
export const DISTANCES = [1, 2, 3, 5, 10, 30, 100, 300];
/** Asked for at each distance. */
const NAMES = 24;
/** Languages in which the definition is one. */
const LANGUAGES = ['typescript', 'javascript'];
/** Names that no code has, of two words each; `training/lab/recall.py` asks for the same. */
const FIRST = [
  'zebra maple quartz falcon ember walnut pixel harbor',
  'velvet comet juniper saddle tundra marble lantern orchid',
].flatMap((words) => words.split(' '));
const SECOND = 'Quota Budget Ratio Offset Window Margin Weight Factor Limit Score Depth Count'.split(' ');

/** How many of the names are completed, percent. */
export interface Share {
  readonly names: number;
  /** As it ships. */
  readonly product: Figure;
  /** From the memory alone: nothing is copied. */
  readonly model: Figure;
}

export interface Planted {
  /** By lines of code in between. */
  readonly distances: Record<string, Share>;
}

/** A text with the definition before and half of the name at its end. */
export interface Planting {
  readonly prefix: string;
  /** What is left to write of the name. */
  readonly rest: string;
}

export async function planted(subject: Subject, options: Options): Promise<Planted | NotRun> {
  const test = heldOut(options.texts, 'test');
  if ('notRun' in test) return test;
  const all = LANGUAGES.flatMap((language) => test.languages.get(language) ?? []);
  const next = random(options.seed);
  const [product, model] = [subject.session, subject.open({ pointer: undefined })];
  const distances: Record<string, Share> = {};
  for (const distance of DISTANCES) {
    const long = all.filter(({ bytes, text }) => bytes <= options.largest && linesIn(text).length >= distance);
    const asked: { readonly from: string; readonly product: boolean; readonly model: boolean }[] = [];
    for (const file of drawFiles(long, NAMES, options.seed)) {
      progress(`planted, ${distance} lines: ${asked.length + 1} of ${NAMES}`);
      const planting = plant(linesIn(file.text), distance, next);
      const completed = (by: Completer) => completes(by, file, planting);
      asked.push({ from: file.package, product: await completed(product), model: await completed(model) });
    }
    if (asked.length === 0) return { notRun: `no held-out file has ${distance} lines` };
    const packages = [...Map.groupBy(asked, ({ from }) => from).values()];
    const share = (of: 'product' | 'model') =>
      shareOf(
        packages.map((own) => own.map((one) => one[of])),
        options.seed,
      );
    distances[distance] = { names: asked.length, product: share('product'), model: share('model') };
  }
  return { distances };
}

/** Of a drawn name the first word and a letter are typed, after `distance` lines in a row from a drawn place. */
export function plant(lines: readonly string[], distance: number, next: () => number): Planting {
  const draw = (count: number) => Math.floor(next() * count);
  const at = draw(lines.length - distance + 1);
  const code = lines.slice(at, at + distance);
  const unused = FIRST.filter((word) => !code.some((line) => line.includes(word)));
  const [first, second] = [unused[draw(unused.length)]!, SECOND[draw(SECOND.length)]!];
  const half = first + second[0]!;
  const definition = `const ${first}${second} = ${1000 + draw(9000)};`;
  return { prefix: [definition, ...code, half].join('\n'), rest: second.slice(1) };
}

async function completes(by: Completer, { path }: Text, { prefix, rest }: Planting): Promise<boolean> {
  const request = { path, prefix, suffix: '\n', lines: 'one', context: [] } as const;
  const completed = await by.complete(request, () => false);
  return 'text' in completed && isRest(rest, completed.text);
}

/** Whether exactly the rest of the name is written, and something else or nothing after it. */
export function isRest(rest: string, text: string): boolean {
  return text.startsWith(rest) && !/^[\w$]/.test(text.slice(rest.length));
}
