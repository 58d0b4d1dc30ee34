import { EventEmitter, type Disposable, type Memento, type TextDocument } from 'vscode';

/** What suggestions are paused for. */
export type Pause = 'file' | 'language' | 'workspace' | 'hour';

const hour = 3_600_000;

/**
 * Where a person wants quiet for now: in a file or a workspace (kept with the workspace), in a language or for an hour
 * (kept with the editor). No setting is written: a pause is lifted as easily as it was made.
 */
export class Pauses implements Disposable {
  readonly #everywhere: Memento;
  readonly #here: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(everywhere: Memento, here: Memento) {
    this.#everywhere = everywhere;
    this.#here = here;
    this.#wake();
  }

  /** When the hour is over, or undefined where none runs. */
  get until(): Date | undefined {
    const until = this.#everywhere.get<number>('pausedUntil') ?? 0;
    return until > Date.now() ? new Date(until) : undefined;
  }

  /** Why there is quiet in the document, the narrowest reason first; undefined where there is none. */
  in(document: TextDocument): Pause | undefined {
    if (this.#files().includes(document.uri.toString())) return 'file';
    if (this.#languages().includes(document.languageId)) return 'language';
    if (this.#here.get<boolean>('paused') === true) return 'workspace';
    return this.until && 'hour';
  }

  async pause(what: Pause, document: TextDocument): Promise<void> {
    if (what === 'file') await this.#here.update('pausedFiles', [...this.#files(), document.uri.toString()]);
    if (what === 'language') {
      await this.#everywhere.update('pausedLanguages', [...this.#languages(), document.languageId]);
    }
    if (what === 'workspace') await this.#here.update('paused', true);
    if (what === 'hour') await this.#everywhere.update('pausedUntil', Date.now() + hour);
    this.#wake();
    this.#changed.fire();
  }

  /** Lifts every pause that holds in the document. */
  async resume(document: TextDocument): Promise<void> {
    const uri = document.uri.toString();
    await this.#here.update('pausedFiles', without(this.#files(), uri));
    await this.#everywhere.update('pausedLanguages', without(this.#languages(), document.languageId));
    await this.#here.update('paused', undefined);
    await this.#everywhere.update('pausedUntil', undefined);
    this.#wake();
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#end);
    this.#changed.dispose();
  }

  #files(): string[] {
    return this.#here.get<string[]>('pausedFiles') ?? [];
  }

  #languages(): string[] {
    return this.#everywhere.get<string[]>('pausedLanguages') ?? [];
  }

  /** Tells that the hour is over when it is. */
  #wake(): void {
    clearTimeout(this.#end);
    const { until } = this;
    if (until) this.#end = setTimeout(() => this.#changed.fire(), until.getTime() - Date.now() + 1);
  }
}

function without(list: readonly string[], item: string): string[] | undefined {
  const left = list.filter((each) => each !== item);
  return left.length === 0 ? undefined : left;
}
