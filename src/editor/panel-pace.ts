/** Work that is asked for often, done seldom: never two at once, never two starts within `gap` milliseconds. */
export interface Pace {
  /** Does the work now if it may, else once as soon as it may, however often it was asked for. */
  ask(): void;
  /** The same, but nobody waits for it: not before the longer gap has passed as well. */
  askLater(): void;
  /** Forgets what was asked for; work that runs already runs on. */
  cancel(): void;
}

/**
 * `work` deals with its own faults: it never rejects.
 *
 * @param longer milliseconds between two starts where nobody waits, told anew each time
 */
export function pace(
  work: () => Promise<void>,
  gap: number,
  now: () => number = () => performance.now(),
  longer: () => number = () => gap,
): Pace {
  let running = false;
  let again: 'now' | 'later' | undefined;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Infinity;

  const start = async (): Promise<void> => {
    stop();
    running = true;
    last = now();
    await work();
    running = false;
    const asked = again;
    again = undefined;
    if (asked !== undefined) ask(asked);
  };

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    due = Infinity;
  };

  const ask = (when: 'now' | 'later'): void => {
    if (running) {
      if (again !== 'now') again = when;
      return;
    }
    const at = last + (when === 'now' ? gap : Math.max(gap, longer()));
    if (at >= due) return;
    stop();
    const wait = at - now();
    if (wait <= 0) void start();
    else {
      due = at;
      timer = setTimeout(() => void start(), Math.ceil(wait));
    }
  };

  return {
    ask: () => ask('now'),
    askLater: () => ask('later'),
    cancel: () => {
      again = undefined;
      stop();
    },
  };
}
