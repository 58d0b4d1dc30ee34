/** When an engine that nobody needs gives its memory back. Knows no editor: its clock and its window are given to it. */

/** Milliseconds without a request, in a window that nobody works in. */
export const idle = 15 * 60_000;

export interface RestParts {
  /** When something was last asked of the engine, milliseconds since 1970. */
  lastAsked(): number;
  rest(): void;
}

export class Rest {
  readonly #parts: RestParts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: RestParts) {
    this.#parts = parts;
  }

  /** The window has lost or found its person. */
  window(used: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!used) this.#wait();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const left = this.#parts.lastAsked() + idle - Date.now();
    if (left <= 0) this.#parts.rest();
    this.#timer = setTimeout(() => this.#wait(), left > 0 ? left : idle);
  }
}
