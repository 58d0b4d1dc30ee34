/** The section: what reading more of a package is worth, and how far back the memory reaches. */
import { random } from '../random.ts';
import { shuffled } from '../draw.ts';
import { heldOut } from '../held-out.ts';
import type { Options } from '../options.ts';
import type { NotRun, Subject } from '../subject.ts';
import { lastBits, LENGTHS, type LengthBits } from './last-bits.ts';
import { recallIn, recallOf, type Recall, type Recalled } from './recall.ts';
import { Stream, subjectOf } from './stream.ts';

export interface LongContext {
  readonly packages: readonly string[];
  /** By tokens of other files of the package that were read before. */
  readonly lastTokens: Record<string, LengthBits>;
  /** By lines since the text had last named what it defines. */
  readonly recall: Record<string, Recall>;
}

export async function longContext(subject: Subject, options: Options): Promise<LongContext | NotRun> {
  const texts = (['test', 'valid'] as const).map((split) => heldOut(options.texts, split));
  const absent = texts.find((one) => 'notRun' in one);
  if (absent !== undefined) return absent;
  const all = texts.flatMap((one) => ('notRun' in one ? [] : [...one.languages.values()].flat()));
  const next = random(options.seed);
  const packages = [...Map.groupBy(all, (file) => file.package)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const streams: Stream[] = [];
  for (const [, files] of shuffled(packages, next)) {
    if (streams.length >= options.packages) break;
    const file = subjectOf(files, subject.tokenizer, next);
    if (file === undefined) continue;
    const stream = new Stream(file, files, subject.tokenizer);
    if (stream.before.length >= LENGTHS.at(-1)!) streams.push(stream);
  }
  if (streams.length === 0) return { notRun: `no package has ${LENGTHS.at(-1)!} tokens beside one of its files` };
  const bits = await lastBits(streams, subject, options.seed);
  // What the memory holds, so nothing is looked up.
  const session = subject.open({ pointer: undefined, context: Infinity });
  const recalled: Recalled[] = [];
  for (const stream of streams) recalled.push(...(await recallIn(stream, session, next)));
  return {
    packages: streams.map(({ file }) => file.package),
    lastTokens: bits,
    recall: recallOf(recalled, options.seed),
  };
}
