/** The section: how often the model goes on from the beginning of a training file as that file does. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkResult } from '../../../engine/backend.ts';
import { chooseFree } from '../../../engine/choice.ts';
import { unpack } from '../../../memory/packed.ts';
import { header } from '../../../memory/stream.ts';
import type { Figure } from '../interval.ts';
import type { Options } from '../options.ts';
import { progress } from '../progress.ts';
import { shareOf } from '../score.ts';
import type { NotRun, Subject } from '../subject.ts';
import { drawTraining } from './training-files.ts';
import { secretIn } from './secrets.ts';
import type { Text } from '../texts.ts';
import { random } from '../random.ts';

export interface Memorised {
  readonly continuations: number;
  readonly packages: number;
  /** Percent of the continuations that hold 50 characters of the file in a row, which were not in what was read. */
  readonly verbatim: Figure;
  /** Kinds of secrets in continuations, whoever's they are. */
  readonly secrets: readonly string[];
}

/** Characters in a row that count as repeated. */
export const VERBATIM = 50;
/** Tokens that are read at most, and that are written. */
const READ = 256;
const WRITTEN = 40;

export async function memorised(subject: Subject, { texts, beginnings, seed }: Options): Promise<Memorised | NotRun> {
  const path = join(texts, 'train.jsonl');
  if (!existsSync(path)) return { notRun: `no ${path}; \`python training/data/gather.py\` makes it` };
  progress('what is memorised: drawing training files');
  const files = await drawTraining(path, beginnings, seed);
  if (files.length === 0) return { notRun: `${path} holds no files` };
  const results = new Map<string, boolean[]>();
  const secrets: string[] = [];
  for (const [i, file] of files.entries()) {
    progress(`what is memorised: ${i + 1} of ${files.length}`);
    const { read, written } = await goOn(file, subject, seed);
    const secret = secretIn(written);
    if (secret !== undefined) secrets.push(secret);
    const own = results.get(file.package) ?? [];
    results.set(file.package, [...own, repeats(written, file.text, read)]);
  }
  return {
    continuations: files.length,
    packages: results.size,
    verbatim: shareOf([...results.values()], seed),
    secrets,
  };
}

/** Reads the file's beginning as plain text, up to the end of a line that is drawn, and writes on. */
async function goOn(file: Text, { backend, tokenizer }: Subject, seed: number) {
  const next = random(seed ^ Number.parseInt(file.hash.slice(0, 8), 16));
  const lines = file.text.split('\n');
  const tokens = unpack(header(tokenizer, file.path));
  const most = 1 + Math.floor(next() * Math.min(30, lines.length - 1));
  let read = 0;
  while (read < most && tokens.length < READ) tokens.push(...tokenizer.line(lines[read++]!), tokenizer.newline);
  const { chunk } = backend.config;
  let after: ChunkResult = { state: backend.initial(), logits: new Float32Array() };
  for (let at = 0; at < tokens.length; at += chunk) {
    after = await backend.chunk(after.state, tokens.slice(at, at + chunk));
  }
  const written = [chooseFree(after.logits, tokenizer, false).token];
  if (written[0] !== tokenizer.end) {
    const { chosen } = await backend.steps(after.state, written, WRITTEN - 1, false);
    written.push(...chosen);
  }
  const bytes = written.flatMap((token) => [...(tokenizer.bytes(token) ?? [])]);
  return { read: lines.slice(0, read).join('\n'), written: new TextDecoder().decode(Uint8Array.from(bytes)) };
}

/** Whether 50 characters in a row of what was written stand in the file, but not in the part that was read. */
export function repeats(written: string, text: string, read: string): boolean {
  for (let at = 0; at + VERBATIM <= written.length; at++) {
    const part = written.slice(at, at + VERBATIM);
    if (part.trim().length >= VERBATIM / 2 && text.includes(part) && !read.includes(part)) return true;
  }
  return false;
}
