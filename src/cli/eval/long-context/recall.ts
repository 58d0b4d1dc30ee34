import { linesIn } from '../bits.ts';
import { shuffled } from '../draw.ts';
import type { Figure } from '../interval.ts';
import { progress } from '../progress.ts';
import { shareOf } from '../score.ts';
import type { Completer } from '../ask.ts';
import type { Text } from '../texts.ts';
import type { Stream } from './stream.ts';

/** Lines since a name stood last, give or take a quarter. */
export const DISTANCES = [10, 30, 100, 300, 1000, 3000];
/** Uses that are asked for in one package at one distance. */
const QUESTIONS = 6;
/** Lines of a package that are looked at: enough for the longest distance. */
const MOST_LINES = 4000;
/** Characters of the name that are typed before asking. */
export const TYPED = 2;
/** Lines that are left before the cursor where the name is taken out of sight. */
const IN_SIGHT = 8;

export interface Recall {
  readonly names: number;
  /** Percent of the names that are completed, with everything before them read. */
  readonly recalled: Figure;
  /** The same with the last 8 lines only, where the name is not: what the name's beginning gives away. */
  readonly guessed: Figure;
}

/** One name at one distance. */
export interface Recalled {
  readonly package: string;
  readonly distance: number;
  readonly read: boolean;
  readonly unread: boolean;
}

/** A use of a name that the text has defined, and named last so many lines before. */
export interface Use {
  readonly name: string;
  readonly distance: number;
  /** Which file of the list, the line in it, and where the name begins. */
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

const DEFINES = /\b(?:function\*?|class|const|let|var|def|interface|type|enum)\s+([A-Za-z_$][\w$]*)/g;
const NAMES = /[A-Za-z_$][\w$]*/g;

/**
 * Uses of names of at least 6 characters that a line before defines, in the first 4000 lines, which are counted through
 * the files in their order.
 */
export function usesIn(files: readonly (readonly string[])[]): Use[] {
  const seen = new Map<string, { line: number; defined: boolean }>();
  const uses: Use[] = [];
  let before = 0;
  for (const [file, lines] of files.entries()) {
    for (const [line, text] of lines.entries()) {
      if (before + line >= MOST_LINES) return uses;
      const defined = new Set(Array.from(text.matchAll(DEFINES), (match) => match[1]!));
      for (const { 0: name, index: column } of text.matchAll(NAMES)) {
        if (name.length < 6) continue;
        const last = seen.get(name);
        if (last?.defined) uses.push({ name, distance: before + line - last.line, file, line, column });
        seen.set(name, { line: before + line, defined: defined.has(name) || (last?.defined ?? false) });
      }
    }
    before += lines.length;
  }
  return uses;
}

/** Asks for some uses at each distance, in the order of the text, so that it is read once. */
export async function recallIn(stream: Stream, session: Completer, next: () => number): Promise<Recalled[]> {
  const files = [...stream.others, stream.file];
  const lines = files.map(({ text }) => linesIn(text));
  const uses = usesIn(lines);
  const asked = DISTANCES.flatMap((distance) => {
    const near = uses.filter((use) => use.distance >= 0.75 * distance && use.distance <= 1.25 * distance);
    return shuffled(near, next)
      .slice(0, QUESTIONS)
      .map((use) => ({ ...use, wanted: distance }));
  }).sort((a, b) => a.file - b.file || a.line - b.line);
  const results: Recalled[] = [];
  for (const { name, distance, wanted, file, line, column } of asked) {
    progress(`recall, ${stream.file.package}: ${results.length + 1} of ${asked.length}`);
    const { path } = files[file]!;
    const cursor = lines[file]![line]!.slice(0, column + TYPED);
    const complete = async (above: readonly string[], context: readonly Text[]): Promise<boolean> => {
      const prefix = [...above, cursor].join('\n');
      const request = { path, prefix, suffix: '', lines: 'one', context } as const;
      const completed = await session.complete(request, () => false);
      return 'text' in completed && completes(name, completed.text);
    };
    const above = lines[file]!.slice(0, line);
    results.push({
      package: stream.file.package,
      distance: wanted,
      read: await complete(above, files.slice(0, file)),
      unread: await complete(above.slice(-Math.min(IN_SIGHT, distance - 1)), []),
    });
  }
  return results;
}

/** Whether a completion after the first characters of a name writes exactly the rest of it. */
export function completes(name: string, text: string): boolean {
  const rest = name.slice(TYPED);
  return text.startsWith(rest) && !/^[\w$]/.test(text.slice(rest.length));
}

/** By distance; 95% intervals over packages. */
export function recallOf(results: readonly Recalled[], seed: number): Record<string, Recall> {
  const share = (of: readonly Recalled[], what: (one: Recalled) => boolean): Figure => {
    const packages = [...Map.groupBy(of, (one) => one.package).values()];
    return shareOf(
      packages.map((own) => own.map(what)),
      seed,
    );
  };
  return Object.fromEntries(
    [...Map.groupBy(results, ({ distance }) => distance)]
      .toSorted(([a], [b]) => a - b)
      .map(([distance, own]) => [
        String(distance),
        {
          names: own.length,
          recalled: share(own, ({ read }) => read),
          guessed: share(own, ({ unread }) => unread),
        },
      ]),
  );
}
