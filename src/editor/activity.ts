import { EventEmitter, type Disposable } from 'vscode';

export type Work = 'reading' | 'working';

/** Milliseconds; shorter work would only make the status item flicker at every key. */
const noticeable = 100;

/** What the engine is asked to do just now, for the status item. */
export class Activity implements Disposable {
  readonly #open: Record<Work, number> = { reading: 0, working: 0 };
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #share: number | undefined;

  /** What a person waits for comes before what happens meanwhile. */
  get now(): Work | undefined {
    if (this.#open.working > 0) return 'working';
    return this.#open.reading > 0 ? 'reading' : undefined;
  }

  /** How much of what is being read has been read, from 0 to 1; undefined until it is known. */
  get share(): number | undefined {
    return this.#share;
  }

  /** @param total that there is to read */
  hasRead(read: number, total: number): void {
    this.#share = total > 0 ? read / total : undefined;
    this.#changed.fire();
  }

  async during<T>(work: Work, result: Promise<T>): Promise<T> {
    let over = () => clearTimeout(timer);
    const timer = setTimeout(() => {
      this.#add(work, 1);
      over = () => this.#add(work, -1);
    }, noticeable);
    try {
      return await result;
    } finally {
      over();
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #add(work: Work, count: number): void {
    this.#open[work] += count;
    if (this.#open.reading === 0) this.#share = undefined;
    this.#changed.fire();
  }
}
