import type { CompletionRequest } from '../../../src/memory/session.ts';

/** A text and a cursor in it, edited at random as a person would: typing, deleting, new lines, jumps, pasted lines. */
export class Editing {
  readonly #next: () => number;
  readonly #lines: readonly string[];
  text: string;
  cursor = 0;

  /** @param lines what is pasted and typed from */
  constructor(next: () => number, lines: readonly string[], text: string) {
    this.#next = next;
    this.#lines = lines;
    this.text = text;
  }

  step(): void {
    const kind = this.#next();
    if (kind < 0.5) this.#replace(0, this.#piece(1 + this.#index(3)));
    else if (kind < 0.65) this.#replace(1 + this.#index(4), '');
    else if (kind < 0.8) this.#replace(0, '\n');
    else if (kind < 0.88) this.cursor = this.#index(this.text.length + 1);
    else if (kind < 0.95) this.#replace(0, this.#paste());
    else this.#replace(this.#index(200), '');
  }

  request(path: string, context: CompletionRequest['context'] = []): CompletionRequest {
    const prefix = this.text.slice(0, this.cursor);
    return { path, prefix, suffix: this.text.slice(this.cursor), lines: 'one', context };
  }

  #replace(before: number, text: string): void {
    const start = Math.max(0, this.cursor - before);
    this.text = this.text.slice(0, start) + text + this.text.slice(this.cursor);
    this.cursor = start + text.length;
  }

  #piece(length: number): string {
    const line = this.#lines[this.#index(this.#lines.length)]!;
    const start = this.#index(line.length);
    return line.slice(start, start + length);
  }

  #paste(): string {
    return Array.from({ length: 1 + this.#index(12) }, () => `${this.#lines[this.#index(this.#lines.length)]!}\n`).join(
      '',
    );
  }

  #index(end: number): number {
    return Math.floor(this.#next() * end);
  }
}
