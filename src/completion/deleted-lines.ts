/** A replacement of a part of a text, in lines and columns from 0 of the text before it. */
export interface Replacement {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** Long enough ago, or far enough back, nobody minds them. */
const longest = 120_000;
const most = 20;

/** The lines of a text that were deleted or changed of late: whoever took a line away does not want it suggested. */
export class DeletedLines {
  readonly #lines: string[];
  #deleted: { readonly line: string; readonly at: number }[] = [];

  /** @param text as it is now, with any line ends */
  constructor(text: string) {
    this.#lines = text.split(/\r?\n/);
  }

  /** @param at milliseconds on any clock that only goes forward */
  replace({ start, end, text }: Replacement, at: number): void {
    const old = this.#lines.slice(start.line, end.line + 1);
    const first = old[0]?.slice(0, start.character) ?? '';
    const last = old.at(-1)?.slice(end.character) ?? '';
    const inserted = (first + text + last).split(/\r?\n/);
    this.#lines.splice(start.line, old.length, ...inserted);
    const removed = start.line !== end.line || start.character !== end.character;
    const gone = removed ? old.map(meant).filter((line) => line !== undefined) : [];
    const there = new Set(inserted.map((line) => line.trim()));
    this.#deleted = [...this.#deleted, ...gone.map((line) => ({ line, at }))]
      .filter(({ line }) => !there.has(line))
      .slice(-most);
  }

  /** Without the blanks around them. */
  recent(at: number): string[] {
    return this.#deleted.filter((deleted) => at - deleted.at <= longest).map(({ line }) => line);
  }
}

/** The line without the blanks around it, if it says anything: a lone bracket may well come again. */
function meant(line: string): string | undefined {
  return /[\p{L}\p{N}]/u.test(line) ? line.trim() : undefined;
}
