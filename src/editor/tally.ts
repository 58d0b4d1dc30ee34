import { EventEmitter, type Disposable, type Memento } from 'vscode';
import { isCounts, noCounts, type Counts } from '../protocol/counts.ts';

const key = 'counts';

/** The counts, kept with the editor and across its windows, until they are reset. */
export class Tally implements Disposable {
  readonly #store: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(store: Memento) {
    this.#store = store;
  }

  get counts(): Counts {
    const kept = this.#store.get<unknown>(key);
    return isCounts(kept) ? kept : noCounts(Date.now());
  }

  /** Adds to the counts that are named. */
  add(more: Partial<Omit<Counts, 'since'>>): void {
    const counts: Record<string, number> = { ...this.counts };
    for (const [name, count] of Object.entries(more)) counts[name]! += count;
    void this.#store.update(key, counts).then(() => this.#changed.fire());
  }

  async reset(): Promise<void> {
    await this.#store.update(key, undefined);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
