import { window, workspace, type CancellationToken, type Disposable, type Position, type TextDocument } from 'vscode';

/**
 * A place where a suggestion was asked for. The editor cancels a request not only where somebody types on: it stops
 * waiting after 750 ms where its own list is to come, and when the focus goes elsewhere for a moment, and in neither case
 * does it ask again. What it cancels is made all the same, as long as the person is still where they were.
 */
export class Standing implements Disposable {
  readonly #document: TextDocument;
  readonly #position: Position;
  readonly #version: number;
  readonly #token: CancellationToken;
  readonly #controller = new AbortController();
  readonly #subscriptions: Disposable[];

  constructor(document: TextDocument, position: Position, token: CancellationToken) {
    this.#document = document;
    this.#position = position;
    this.#version = document.version;
    this.#token = token;
    const look = () => {
      if (token.isCancellationRequested && !this.#isHere()) this.end();
    };
    this.#subscriptions = [
      token.onCancellationRequested(look),
      workspace.onDidChangeTextDocument(look),
      window.onDidChangeTextEditorSelection(look),
      window.onDidChangeActiveTextEditor(look),
    ];
  }

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The editor has given up, and the person has not. */
  get isForgotten(): boolean {
    return this.#token.isCancellationRequested && !this.signal.aborted;
  }

  /** Something newer takes its place. */
  end(): void {
    this.dispose();
    this.#controller.abort();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #isHere(): boolean {
    const editor = window.activeTextEditor;
    if (editor?.document !== this.#document || this.#document.version !== this.#version) return false;
    return editor.selection.isEmpty && editor.selection.active.isEqual(this.#position);
  }
}
