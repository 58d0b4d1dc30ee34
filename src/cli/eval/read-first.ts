/** The section: what it is worth to read the files beside a file first. */
import type { Backend, State } from '../../engine/backend.ts';
import { unreadableLines, unreadableText } from '../../memory/limits.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { answered, ask, type Asked } from './ask.ts';
import { bitsOf, linesIn, tokensOf } from './bits.ts';
import { drawFiles } from './draw.ts';
import { heldOut } from './held-out.ts';
import { ratio, type Figure } from './interval.ts';
import { linesOf } from './lines.ts';
import { neighbours } from './neighbours.ts';
import type { Options } from './options.ts';
import { progress } from './progress.ts';
import { shareOf } from './score.ts';
import type { NotRun, Subject } from './subject.ts';
import type { Text } from './texts.ts';

/** Neighbours that are read before a file; the nearest of them stands last. */
export const COUNTS = [0, 1, 2, 4, 8];
/** UTF-8 bytes of a file that is asked about, and of one that is read before it. */
const MOST_BYTES = 12_000;
const FILES_OF_A_PACKAGE = 2;

export interface ReadFirst {
  readonly files: number;
  /** Lines asked for at each number of neighbours. */
  readonly lines: number;
  /** By the number of neighbours. */
  readonly counts: Record<string, With>;
}

export interface With {
  /** Tokens of the neighbours of one file: mean. */
  readonly tokens: number;
  readonly bitsPerByte: Figure;
  /** Against no neighbours, of the same text: below zero is better. */
  readonly change: Figure;
  /** Percent of the lines. */
  readonly exactMatch: Figure;
}

/** One file with so many neighbours before it. */
interface Measured {
  readonly tokens: number;
  readonly bits: number;
  readonly asked: readonly Asked[];
}

/** Files of the valid split, since what is found here is what the extension does by default. */
export async function readFirst(subject: Subject, options: Options): Promise<ReadFirst | NotRun> {
  const texts = heldOut(options.texts, 'valid');
  if ('notRun' in texts) return texts;
  const all = [...texts.languages.values()].flat().filter(isRead);
  const most = COUNTS.at(-1)!;
  const ample = all.filter((file) => neighbours(file, all).length >= most);
  const files = drawFiles(ample, FILES_OF_A_PACKAGE * options.packages, options.seed);
  if (files.length === 0) return { notRun: `no file has ${most} neighbours` };
  const measured = new Map<number, Measured[]>(COUNTS.map((count) => [count, []]));
  for (const [at, file] of files.entries()) {
    const near = neighbours(file, all).slice(-most);
    for (const count of COUNTS) {
      progress(`read first: file ${at + 1} of ${files.length}, ${count} neighbours`);
      measured.get(count)!.push(await measure(file, near, count, subject, options.seed));
    }
  }
  return summary(files, measured, options.seed);
}

async function measure(
  file: Text,
  near: readonly Text[],
  count: number,
  { backend, tokenizer, open }: Subject,
  seed: number,
): Promise<Measured> {
  const read = await readAll(count === 0 ? [] : near.slice(-count), backend, tokenizer);
  const { bits } = await bitsOf(file, backend, tokenizer, read.state);
  // Whatever is read first, all of them may be copied from, as in the editor.
  const session = open({ context: read.tokens });
  const asked: Asked[] = [];
  for (const line of linesOf(file, seed)) {
    asked.push(await ask(session, file.hash, { ...line, path: file.path, context: near }));
  }
  return { tokens: read.tokens, bits, asked };
}

/** Each file on a grid of its own, as the extension reads them. */
async function readAll(files: readonly Text[], backend: Backend, tokenizer: Tokenizer) {
  let state: State = backend.initial();
  let sum = 0;
  for (const file of files) {
    const { tokens } = tokensOf(file, tokenizer);
    sum += tokens.length;
    for (let at = 0; at < tokens.length; at += backend.config.chunk) {
      ({ state } = await backend.chunk(state, tokens.slice(at, at + backend.config.chunk)));
    }
  }
  return { state, tokens: sum };
}

function summary(files: readonly Text[], measured: ReadonlyMap<number, readonly Measured[]>, seed: number): ReadFirst {
  const bytes = files.map((file) => file.bytes);
  const nothing = measured.get(0)!;
  const counts = [...measured].map(([count, own]): [string, With] => [
    String(count),
    {
      tokens: own.reduce((sum, { tokens }) => sum + tokens, 0) / own.length,
      bitsPerByte: ratio(
        own.map(({ bits }) => bits),
        bytes,
        seed,
      ),
      change: ratio(
        own.map(({ bits }, i) => bits - nothing[i]!.bits),
        bytes,
        seed,
      ),
      exactMatch: shareOf(
        own.map(({ asked }) => answered(asked).map(({ exact }) => exact)),
        seed,
      ),
    },
  ]);
  return {
    files: files.length,
    lines: nothing.reduce((sum, { asked }) => sum + asked.length, 0),
    counts: Object.fromEntries(counts),
  };
}

function isRead(file: Text): boolean {
  return (
    file.bytes <= MOST_BYTES &&
    unreadableText(file.text) === undefined &&
    unreadableLines(linesIn(file.text)) === undefined
  );
}
