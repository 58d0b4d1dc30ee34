import { spansOf, type LineSpan } from './forgotten.ts';

/** A text as it was seen last; without one, all of it is forgotten, whatever it says. */
interface Seen {
  readonly lines: readonly string[] | undefined;
  /** Of each line. */
  readonly gone: readonly boolean[];
}

/**
 * Which lines of which texts a person has had forgotten, while the texts change. A line that is edited is new, and is
 * read; one of which only the white space at its ends has changed is not, nor one that has moved.
 */
export class ForgottenLines {
  /** By whatever the texts are told apart by. */
  readonly #seen = new Map<string, Seen>();
  #everything = false;

  /** The texts of which something is forgotten, the one forgotten last at the end. */
  get keys(): readonly string[] {
    return [...this.#seen]
      .filter(([, { lines, gone }]) => lines === undefined || gone.includes(true))
      .map(([key]) => key);
  }

  /** Whether texts that nobody has seen yet are forgotten, too. */
  get everything(): boolean {
    return this.#everything;
  }

  get some(): boolean {
    return this.#everything || this.#seen.size > 0;
  }

  /** The text as it is now; without one, whatever it says once it is seen. */
  forgetText(key: string, lines?: readonly string[]): void {
    this.#seen.delete(key);
    this.#seen.set(key, { lines, gone: lines?.map(() => true) ?? [] });
  }

  forgetLines(key: string, lines: readonly string[], { from, to }: LineSpan): void {
    const known = this.#at(key, lines);
    const gone = lines.map((_, line) => (known?.gone[line] ?? false) || (from <= line && line < to));
    this.#seen.delete(key);
    this.#seen.set(key, { lines, gone });
  }

  /** All that there is. Each text is what it is when it is seen for the first time. */
  forgetEverything(): void {
    this.#seen.clear();
    this.#everything = true;
  }

  /** Reads one text again, or everything. */
  remember(key?: string): void {
    if (key !== undefined) {
      this.#seen.delete(key);
      if (this.#everything) this.#seen.set(key, { lines: [], gone: [] });
    } else {
      this.#seen.clear();
      this.#everything = false;
    }
  }

  /** The lines of a text that are not read. */
  of(key: string, lines: readonly string[]): LineSpan[] {
    const known = this.#at(key, lines);
    if (known === undefined) return [];
    if (known.gone.includes(true) || this.#everything) this.#seen.set(key, known);
    else this.#seen.delete(key);
    return spansOf(lines.length, (line) => known.gone[line]!);
  }

  #at(key: string, lines: readonly string[]): Seen | undefined {
    const seen = this.#seen.get(key) ?? (this.#everything ? { lines: undefined, gone: [] } : undefined);
    if (seen?.lines === undefined) return seen && { lines, gone: lines.map(() => true) };
    return { lines, gone: carriedOver(seen.lines, seen.gone, lines) };
  }
}

/** Between the lines that both texts begin and end with, one that says the same as one that was forgotten stays so. */
function carriedOver(old: readonly string[], gone: readonly boolean[], lines: readonly string[]): readonly boolean[] {
  const shorter = Math.min(old.length, lines.length);
  let head = 0;
  while (head < shorter && old[head] === lines[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === lines[lines.length - 1 - tail]) tail += 1;
  const said = new Set<string>();
  for (let line = head; line < old.length - tail; line++) if (gone[line]) said.add(old[line]!.trim());
  said.delete('');
  return lines.map((text, line) => {
    if (line < head) return gone[line]!;
    if (line >= lines.length - tail) return gone[line - lines.length + old.length]!;
    return said.has(text.trim());
  });
}
