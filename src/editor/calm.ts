import { window, workspace, type Disposable } from 'vscode';
import { wait } from './wait.ts';

/** Milliseconds since the last key after which nobody is in the middle of typing. */
const quiet = 700;

/** When work may be done that nobody waits for: somebody works in this window, and is not typing. */
export class Calm implements Disposable {
  readonly #subscription: Disposable;
  #lastKey = 0;

  constructor() {
    this.#subscription = workspace.onDidChangeTextDocument(({ contentChanges }) => {
      if (contentChanges.length > 0) this.#lastKey = Date.now();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Waits for such a moment; false where the signal comes first. */
  async moment(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const { focused, active } = window.state;
      const left = focused && active ? this.#lastKey + quiet - Date.now() : quiet;
      if (left <= 0) return true;
      await wait(left, signal);
    }
    return false;
  }
}
