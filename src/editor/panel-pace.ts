/** Work that is asked for often, done seldom: never two at once, never two starts within `gap` milliseconds. */
export interface Pace {
  /** Does the work now if it may, else once as soon as it may, however often it was asked for. */
  ask(): void;
  /** Forgets what was asked for; work that runs already runs on. */
  cancel(): void;
}

/** `work` deals with its own faults: it never rejects. */
export function pace(work: () => Promise<void>, gap: number, now: () => number = () => performance.now()): Pace {
  let running = false;
  let again = false;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = async (): Promise<void> => {
    timer = undefined;
    running = true;
    last = now();
    await work();
    running = false;
    if (again) ask();
  };

  const ask = (): void => {
    again = running;
    if (running || timer !== undefined) return;
    const wait = last + gap - now();
    if (wait <= 0) void start();
    else timer = setTimeout(() => void start(), Math.ceil(wait));
  };

  return {
    ask,
    cancel: () => {
      again = false;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
