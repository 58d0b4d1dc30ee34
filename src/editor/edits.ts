import { workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from 'vscode';

/** What the last edit of each document did: a suggestion right after a deletion is in the way. */
export class Edits implements Disposable {
  readonly #deleted = new WeakMap<TextDocument, boolean>();
  readonly #subscription: Disposable;

  constructor() {
    this.#subscription = workspace.onDidChangeTextDocument((event) => this.#note(event));
  }

  /** Whether the last edit only took text away. */
  deletedLast(document: TextDocument): boolean {
    return this.#deleted.get(document) ?? false;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The editor also reports changes without an edit, such as the document's dirty state. */
  #note({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    this.#deleted.set(
      document,
      contentChanges.every(({ text }) => text === ''),
    );
  }
}
