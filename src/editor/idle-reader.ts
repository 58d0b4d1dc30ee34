import { window, type Disposable, type LogOutputChannel, type TextEditor } from 'vscode';
import type { Activity } from './activity.ts';
import type { EngineHost } from './engine-host.ts';
import { readingRequest, type ReadingParts } from './reading-request.ts';
import { wait } from './wait.ts';

/** Without a move of the cursor or a key for this long, nobody waits for the engine. */
const quiet = 300;

export interface ReaderParts extends ReadingParts {
  readonly engine: EngineHost;
  readonly activity: Activity;
  readonly log: LogOutputChannel;
}

/**
 * Has the engine read up to the cursor while nothing else is asked of it, so that the first key finds it ready. The
 * first document in which suggestions are wanted starts the engine this way, right after activation.
 */
export class IdleReader implements Disposable {
  readonly #parts: ReaderParts;
  readonly #subscriptions: Disposable[];
  #pending = new AbortController();

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor((editor) => this.#later(editor)),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#later(textEditor)),
      parts.onOff.onDidChange(() => this.#later(window.activeTextEditor)),
      // Both ways: what runs in a window that is left is broken off.
      window.onDidChangeWindowState(() => this.#later(window.activeTextEditor)),
      parts.beside.onDidChange(() => this.#later(window.activeTextEditor)),
      parts.forgetting.onDidChange(() => this.#later(window.activeTextEditor)),
      parts.exclusions.onDidChange(() => this.#later(window.activeTextEditor)),
      // What was asked for while the model was loading may be another text by now.
      parts.engine.onDidChangeState(({ is }) => is === 'ready' && this.#later(window.activeTextEditor)),
    ];
    this.#later(window.activeTextEditor, 0);
  }

  dispose(): void {
    this.#pending.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** A newer call takes the place of an older one, also of one that is being served. A resting engine is woken at once. */
  #later(editor: TextEditor | undefined, milliseconds = quiet): void {
    this.#pending.abort();
    this.#pending = new AbortController();
    const rests = this.#parts.engine.state.is === 'resting';
    if (editor !== undefined) void this.#read(editor, rests ? 0 : milliseconds, this.#pending.signal);
  }

  async #read(editor: TextEditor, milliseconds: number, signal: AbortSignal): Promise<void> {
    await wait(milliseconds, signal);
    const { engine, activity, log } = this.#parts;
    // Nobody is here to wait for a suggestion: the reading starts when somebody is. A request always comes through.
    const { focused, active } = window.state;
    if (!(focused && active) && engine.state.is !== 'stopped') return;
    const request = await readingRequest(editor, this.#parts);
    if (request === undefined || signal.aborted || engine.state.is === 'failed') return;
    const answer = await activity.during('reading', engine.read(request, signal));
    if ('error' in answer) log.warn(answer.error);
    else if ('read' in answer && answer.read > 0) log.debug(`Read ${answer.read} tokens of ${request.path}.`);
  }
}
