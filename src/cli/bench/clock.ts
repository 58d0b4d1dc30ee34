/** Milliseconds of one token. */
export interface Cost {
  /** By the wall, median: what a person waits, with all that the machine does besides. */
  readonly wallMs: number;
  /** Of the processor, median: what is left of it on a machine that does nothing else. */
  readonly cpuMs: number;
}

/** Counts the processor's time of this thread; nothing else computes in a process that measures. */
export class Clock {
  readonly #start = process.threadCpuUsage();

  /** Milliseconds since this clock was made. */
  cpuMs(): number {
    const { user, system } = process.threadCpuUsage(this.#start);
    return (user + system) / 1000;
  }
}

/** Processor time of one piece of work that is measured, milliseconds: the system tells it in steps of up to ten. */
export const enough = 60;
