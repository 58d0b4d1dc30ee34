import type { Text } from './texts.ts';

/**
 * The other files of a file's package, by path: those before it first, so that the nearest stands last and right before
 * it. None that is a copy of it, as packages hold them for several module systems.
 */
export function neighbours(file: Text, all: readonly Text[]): Text[] {
  const others = all
    .filter((other) => other.package === file.package && other.path !== file.path && !isCopy(file, other))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const after = others.findIndex((other) => other.path > file.path);
  return after < 0 ? others : [...others.slice(after), ...others.slice(0, after)];
}

/** Characters of the files beside, all together, as in the editor. */
const MOST = 256_000;

/** The files beside as the editor passes them: so many of the nearest, the nearest last. */
export function beside(file: Text, all: readonly Text[], count: number): Text[] {
  const files: Text[] = [];
  let length = 0;
  for (const other of neighbours(file, all).toReversed()) {
    if (files.length === count) break;
    if (length + other.text.length > MOST) continue;
    length += other.text.length;
    files.unshift(other);
  }
  return files;
}

/** Whether more than half of the lines that say something stand in the other file too. */
export function isCopy(file: Text, other: Text): boolean {
  const own = telling(file);
  const theirs = telling(other);
  let shared = 0;
  for (const line of own) if (theirs.has(line)) shared++;
  return shared > own.size / 2;
}

const known = new WeakMap<Text, ReadonlySet<string>>();

/** The distinct lines of at least 10 characters, trimmed. */
function telling(file: Text): ReadonlySet<string> {
  let lines = known.get(file);
  if (lines === undefined) {
    lines = new Set(
      file.text
        .split(/\r\n?|\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= 10),
    );
    known.set(file, lines);
  }
  return lines;
}
