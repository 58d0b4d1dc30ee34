import { EventEmitter, workspace, type Disposable, type Memento, type TextDocument } from 'vscode';
import { Pauses } from './pauses.ts';
import { isEnabled, section } from './settings.ts';

const key = 'switchedOff';

/**
 * On or off: the settings, above them the pauses, and above all one switch for the whole editor that a command flips.
 * The switch is kept in the extension's own store: a person's settings are theirs to write.
 */
export class Switch implements Disposable {
  readonly pauses: Pauses;
  readonly #store: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  readonly onDidChange = this.#changed.event;

  /**
   * @param everywhere kept with the editor
   * @param here kept with the workspace
   */
  constructor(everywhere: Memento, here: Memento) {
    this.#store = everywhere;
    this.pauses = new Pauses(everywhere, here);
    this.#subscriptions = [
      this.pauses.onDidChange(() => this.#changed.fire()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section)) this.#changed.fire();
      }),
    ];
  }

  get isOff(): boolean {
    return this.#store.get<boolean>(key) === true;
  }

  /** Whether suggestions are wanted in the document. */
  isOn(document: TextDocument): boolean {
    return !this.isOff && this.pauses.in(document) === undefined && isEnabled(document);
  }

  async toggle(): Promise<void> {
    await this.#store.update(key, this.isOff ? undefined : true);
    this.#changed.fire();
  }

  dispose(): void {
    this.pauses.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
