/** What a person does to come from one version of a file to the next, as the requests that it causes. */
import { diffArrays } from 'diff';

export const kinds = ['typed', 'new line', 'jump', 'paste', 'undo', 'rename', 'replacement'] as const;
export type Kind = (typeof kinds)[number];

/** The text after one action, and the cursor in it. */
export interface Moment {
  readonly kind: Kind;
  readonly prefix: string;
  readonly suffix: string;
}

/** Lines of a hunk that are typed; the rest of it is pasted. */
const typedLines = 2;

/**
 * Goes to each hunk, takes away its old lines, types the first of its new ones key by key, pastes the others, and
 * undoes that and does it again; then goes to the middle, renames the commonest long name and undoes it, and last has the
 * old version whole, as after a checkout.
 *
 * @param hunks at most so many of the first, evenly over all
 */
export function* editing(old: string, next: string, hunks: number): Generator<Moment> {
  const parts = diffArrays(old.split('\n'), next.split('\n'));
  const changes = parts.flatMap(({ added }, at) => (added ? [at] : []));
  const chosen = new Set(changes.filter((_, n) => n % Math.ceil(changes.length / hunks) === 0));
  const done: string[] = [];
  const rest = old.split('\n');
  for (const [at, { added, removed, value }] of parts.entries()) {
    if (!added) {
      rest.splice(0, value.length);
      if (!removed) done.push(...value);
      continue;
    }
    if (chosen.has(at)) yield* hunk(done, value, rest);
    done.push(...value);
  }
  const last = done.length >> 1;
  const place = (lines: readonly string[]) => cut(lines.slice(0, last), lines.slice(last));
  const name = commonest(next);
  const renamed = next.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}Again`);
  yield { kind: 'jump', ...place(next.split('\n')) };
  yield { kind: 'rename', ...place(renamed.split('\n')) };
  yield { kind: 'undo', ...place(next.split('\n')) };
  const two = Math.floor(done.length / 3);
  yield { kind: 'replacement', ...cut(old.split('\n').slice(0, two), old.split('\n').slice(two)) };
}

function* hunk(done: readonly string[], added: readonly string[], rest: readonly string[]): Generator<Moment> {
  const at = (lines: readonly string[], line: string) => cut([...done, ...lines, line], rest);
  const first = indentation(added[0] ?? '');
  yield { kind: 'jump', ...at([], first) };
  const typed = added.slice(0, typedLines);
  for (const [n, line] of typed.entries()) {
    const above = typed.slice(0, n);
    const start = indentation(line);
    if (n > 0) yield { kind: 'new line', ...at(above, start) };
    for (let end = start.length + 1; end <= line.length; end++) {
      yield { kind: 'typed', ...at(above, line.slice(0, end)) };
    }
  }
  const pasted = added.slice(typedLines);
  if (pasted.length === 0) return;
  yield { kind: 'paste', ...at([...typed, ...pasted], '') };
  yield { kind: 'undo', ...at(typed, '') };
  yield { kind: 'paste', ...at([...typed, ...pasted], '') };
}

/** The cursor at the end of the lines above. */
function cut(above: readonly string[], below: readonly string[]): Omit<Moment, 'kind'> {
  return { prefix: above.join('\n'), suffix: below.length > 0 ? `\n${below.join('\n')}` : '' };
}

function indentation(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

/** The name of at least six characters that stands there most often. */
function commonest(text: string): string {
  const counts = new Map<string, number>();
  for (const [name] of text.matchAll(/[A-Za-z_]\w{5,}/g)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce<[string, number]>((best, one) => (one[1] > best[1] ? one : best), ['nothing', 0])[0];
}
