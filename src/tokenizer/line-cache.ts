/**
 * Tokens of lines seen lately. Code repeats its short lines (braces, `else`, blank ones), a cursor's line is asked for
 * more than once a key, and SentencePiece takes about 20 microseconds for the shortest.
 */
export class LineCache {
  /** In order of last use: a Map keeps the order of insertion. */
  readonly #lines = new Map<string, readonly number[]>();
  readonly #most: number;

  constructor(most = 4096) {
    this.#most = most;
  }

  get(text: string): readonly number[] | undefined {
    const tokens = this.#lines.get(text);
    if (tokens !== undefined) {
      this.#lines.delete(text);
      this.#lines.set(text, tokens);
    }
    return tokens;
  }

  set(text: string, tokens: readonly number[]): void {
    if (text.length > 200) return; // Long lines do not repeat.
    this.#lines.set(text, tokens);
    if (this.#lines.size > this.#most) this.#lines.delete(this.#lines.keys().next().value!);
  }
}
