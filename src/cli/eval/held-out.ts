import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { languages } from '../../completion/gate.ts';
import type { NotRun } from './subject.ts';
import { byLanguage, readJsonLines, text, type Malformed, type Text } from './texts.ts';

const SPLITS = ['valid', 'test'] as const;

/** The files of one split by language, as the data gathering left them: those in which the extension suggests. */
export function heldOut(folder: string, split: (typeof SPLITS)[number]): { languages: Map<string, Text[]> } | NotRun {
  const file = join(folder, `${split}.jsonl`);
  if (!existsSync(file)) {
    return { notRun: `no held-out files; \`python training/data/gather.py --held-out\` fetches them to ${folder}` };
  }
  const read = readJsonLines(file, text);
  if ('error' in read) return { notRun: read.error };
  return { languages: byLanguage(read.items.filter(({ language }) => languages.includes(language))) };
}

/** Lines of the held-out files that are none; they are left out of every section. */
export function malformedTexts(folder: string): (Malformed & { readonly file: string })[] {
  return SPLITS.flatMap((split) => {
    const file = `${split}.jsonl`;
    const read = readJsonLines(join(folder, file), text);
    return 'error' in read ? [] : read.malformed.map((one) => ({ file, ...one }));
  });
}
