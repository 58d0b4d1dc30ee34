import { mostLineCharacters } from '../memory/limits.ts';

/** Whether a line of the text (given split at the cursor) is longer than `mostLineCharacters`. */
export function hasLongLine(prefix: string, suffix: string): boolean {
  const start = prefix.lastIndexOf('\n') + 1;
  const end = suffix.indexOf('\n');
  const around = prefix.length - start + (end < 0 ? suffix.length : end);
  return (
    around > mostLineCharacters || anyLong(prefix, 0, start) || (end >= 0 && anyLong(suffix, end + 1, suffix.length))
  );
}

/** Leaps from line end to line end, never looking at the characters between. */
function anyLong(text: string, from: number, to: number): boolean {
  for (let start = from; start < to;) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? to : end) - start > mostLineCharacters) return true;
    if (end < 0) return false;
    start = end + 1;
  }
  return false;
}

/** NUL stands in no source text. */
export function isBinary(prefix: string, suffix: string): boolean {
  return prefix.includes('\0') || suffix.includes('\0');
}
