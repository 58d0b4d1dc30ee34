import type { CompletionRequest } from '../../memory/session.ts';

/** Lines that stand below the cursor. */
const below = 20;
/** Lines above them that are typed again: enough characters for a few hundred keys. */
const typed = 40;

/**
 * The end of a file typed again: the request after each key. Enter comes with the next line's indentation, as an
 * editor has it. The last line alone decides where typing begins, so that a file and its end are typed alike.
 *
 * @param lines of the whole file
 */
export function* typing(lines: readonly string[]): Generator<CompletionRequest, undefined> {
  const cursor = lines.length - below;
  const suffix = `\n${lines.slice(cursor).join('\n')}`;
  let prefix = lines.slice(0, cursor - typed).join('\n');
  const keys = `\n${lines.slice(cursor - typed, cursor).join('\n')}`.match(/\n[ \t]*|./gu) ?? [];
  for (const key of keys) {
    prefix += key;
    yield { path: 'src/file.ts', prefix, suffix, lines: 'one', context: [] };
  }
  return undefined;
}
