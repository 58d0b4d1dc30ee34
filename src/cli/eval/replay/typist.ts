import { Remembered } from '../../../completion/reuse.ts';
import { suggest, type Ask } from '../../../completion/suggest.ts';
import type { Text } from '../texts.ts';

/** A place where the typist starts: nothing stands after it. */
export interface Start {
  readonly file: Text;
  /** All text before the cursor. */
  readonly prefix: string;
  /** What the typist is about to write: the rest of the line, without white space at its end. */
  readonly rest: string;
}

/** What happened at one place; characters are UTF-16 units. */
export interface Typed {
  /** By hand. */
  readonly typed: number;
  /** By accepting. */
  readonly completed: number;
  /** Suggestions shown, each once however long it stays. */
  readonly shown: number;
  readonly right: number;
}

/** Most characters that are typed by hand at one place. */
export const KEYS = 5;

/**
 * Types the rest of a line. Before every key the extension's own way leads to a suggestion or to none: gate, what still
 * fits, the answer, filters and threshold. One that the rest of the line begins with is accepted as a whole, any other
 * is rejected by typing on.
 */
export async function typeAt({ file, prefix, rest }: Start, threshold: number, ask: Ask): Promise<Typed> {
  let remembered = new Remembered();
  let [at, keys, completed, shown, right] = [0, 0, 0, 0, 0];
  while (at < rest.length && keys < KEYS) {
    const parts = { ask, remembered, blocks: false, threshold };
    const outcome = await suggest(request(file, prefix + rest.slice(0, at)), parts);
    if (outcome.type === 'suggestion' && outcome.from === 'model') {
      shown++;
      const { text } = outcome.suggestions[0]!;
      if (rest.startsWith(text, at)) {
        right++;
        completed += text.length;
        at += text.length;
        // The line goes on: the extension would take it for finished, and offer the next one.
        remembered = new Remembered();
        continue;
      }
    }
    keys++;
    at += rest.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return { typed: at - completed, completed, shown, right };
}

function request({ path, language }: Text, prefix: string) {
  return {
    path,
    prefix,
    suffix: '',
    trigger: 'automatic',
    manual: false,
    where: { comments: false, strings: true, prose: false, sourceControl: false },
    enabled: true,
    scheme: 'file',
    language,
    excluded: undefined,
    length: prefix.length,
    deleted: false,
    picked: false,
  } as const;
}
