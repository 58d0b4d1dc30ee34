import { EventEmitter, workspace, type Disposable, type Memento, type TextDocument } from 'vscode';
import { isEnabled, section } from './settings.ts';

const key = 'switchedOff';

/**
 * On or off: the settings, and above them one switch for the whole editor that a command flips. The switch is kept in
 * the extension's own store: a person's settings are theirs to write.
 */
export class Switch implements Disposable {
  readonly #store: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(store: Memento) {
    this.#store = store;
    this.#subscription = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) this.#changed.fire();
    });
  }

  get isOff(): boolean {
    return this.#store.get<boolean>(key) === true;
  }

  /** Whether suggestions are wanted in the document. */
  isOn(document: TextDocument): boolean {
    return !this.isOff && isEnabled(document);
  }

  async toggle(): Promise<void> {
    await this.#store.update(key, this.isOff ? undefined : true);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
