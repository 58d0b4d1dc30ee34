/** One request at a time on one engine, the newest completion first. */
export class Turns {
  readonly #open = new Set<Turn>();
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Waits for what runs, then runs `work`. A completion cancels every older turn, a read only older reads; who is
   * cancelled before its turn never starts.
   *
   * @param signal cancels from outside
   */
  async take<T>(
    kind: 'complete' | 'read',
    signal: AbortSignal,
    work: (cancelled: () => boolean) => Promise<T>,
  ): Promise<T | { readonly aborted: 'cancelled' }> {
    for (const older of this.#open) if (kind === 'complete' || older.kind === 'read') older.cancelled = true;
    const turn: Turn = { kind, cancelled: false };
    const cancelled = () => turn.cancelled || signal.aborted;
    this.#open.add(turn);
    const before = this.#last;
    const run = async () => {
      await before;
      try {
        return cancelled() ? { aborted: 'cancelled' as const } : await work(cancelled);
      } finally {
        this.#open.delete(turn);
      }
    };
    const result = run();
    this.#last = result.catch(() => undefined);
    return result;
  }
}

interface Turn {
  readonly kind: 'complete' | 'read';
  cancelled: boolean;
}
