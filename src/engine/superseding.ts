type Kind = 'complete' | 'read' | 'look' | 'whatIf';

/**
 * Which requests are still wanted. A newer completion cancels every older request; a newer read or look only older ones of
 * its kind, and waits for the completions before it (the session serves one at a time).
 */
export class Superseding {
  readonly #open = new Set<{ readonly kind: Kind; superseded: boolean }>();

  /**
   * Runs `work`, which asks from time to time whether it has been cancelled.
   *
   * @param signal cancels from outside
   */
  async run<T>(kind: Kind, signal: AbortSignal, work: (cancelled: () => boolean) => Promise<T>): Promise<T> {
    for (const older of this.#open) if (kind === 'complete' || older.kind === kind) older.superseded = true;
    const mine = { kind, superseded: false };
    this.#open.add(mine);
    try {
      return await work(() => mine.superseded || signal.aborted);
    } finally {
      this.#open.delete(mine);
    }
  }
}
