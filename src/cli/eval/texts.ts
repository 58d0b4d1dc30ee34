import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isFailure, messageOf, type Failure } from '../../protocol/failure.ts';

/** A held-out file. `bytes` is its UTF-8 length, `hash` the SHA-256 of the text, which orders the files. */
export interface Text {
  /** Whose file it is; one that names none is a package of its own. */
  readonly package: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly bytes: number;
  readonly hash: string;
}

/** A line that could not be read, by its number from 1. */
export interface Malformed {
  readonly line: number;
  readonly error: string;
}

/** JSON lines, gzipped or not, each line by itself: a broken one is reported and the rest is read. */
export function readJsonLines<T>(
  file: string,
  read: (value: unknown) => T | Failure,
): { items: T[]; malformed: Malformed[] } | Failure {
  let text: string;
  try {
    const data = readFileSync(file);
    text = (file.endsWith('.gz') ? gunzipSync(data) : data).toString('utf8');
  } catch (thrown) {
    return { error: `${file} can not be read: ${messageOf(thrown)}` };
  }
  const items: T[] = [];
  const malformed: Malformed[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const item = parse(line, read);
    if (isFailure(item)) malformed.push({ line: i + 1, error: item.error });
    else items.push(item);
  }
  return { items, malformed };
}

function parse<T>(line: string, read: (value: unknown) => T | Failure): T | Failure {
  try {
    return read(JSON.parse(line));
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

/** A record of `training/.work/text/*.jsonl`. */
export function text(value: unknown): Text | Failure {
  const { package: from, path, language, text } = (value ?? {}) as Record<string, unknown>;
  if (typeof path !== 'string' || typeof language !== 'string' || typeof text !== 'string') {
    return { error: 'path, language and text have to be strings' };
  }
  const data = Buffer.from(text, 'utf8');
  const hash = createHash('sha256').update(data).digest('hex');
  return { package: typeof from === 'string' ? from : hash, path, language, text, bytes: data.length, hash };
}

/** Files by language (names in order), each in the order of the files' hashes: a sample that favours no package. */
export function byLanguage(texts: readonly Text[]): Map<string, Text[]> {
  const ordered = texts.filter((file) => file.bytes > 0).toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const groups = Map.groupBy(ordered, (file) => file.language);
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The first files, whole, that together hold at most `bytes`, and always one. `training/ngram.py` chooses by the same
 * rule, so both models are measured on the same files.
 */
export function upTo(files: readonly Text[], bytes: number): Text[] {
  let sum = 0;
  const end = files.findIndex((file, i) => {
    sum += file.bytes;
    return i > 0 && sum > bytes;
  });
  return files.slice(0, end < 0 ? undefined : end);
}
