import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NotRun } from './subject.ts';
import { byLanguage, readJsonLines, text, type Text } from './texts.ts';

/** The files of one split by language, as the data gathering left them. */
export function heldOut(folder: string, split: 'test' | 'valid'): { languages: Map<string, Text[]> } | NotRun {
  const file = join(folder, `${split}.jsonl`);
  if (!existsSync(file)) {
    return { notRun: `no held-out files; \`python training/data/gather.py --held-out\` fetches them to ${folder}` };
  }
  const read = readJsonLines(file, text);
  if ('error' in read) return { notRun: read.error };
  const { items, malformed } = read;
  if (malformed.length > 0) return { notRun: `${file}, line ${malformed[0]!.line}: ${malformed[0]!.error}` };
  return { languages: byLanguage(items) };
}
