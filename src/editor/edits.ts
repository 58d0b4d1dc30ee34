import { window, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from 'vscode';
import { DeletedLines } from '../completion/deleted-lines.ts';
import { languages } from '../completion/gate.ts';
import { Rhythm } from '../completion/rhythm.ts';
import { mostCharacters } from '../memory/limits.ts';

/** Larger documents are not followed: nothing is suggested in them. */
const mostLines = mostCharacters / 20;

/** What a person's last edits did: how fast they type, and what they took away. */
export class Edits implements Disposable {
  readonly rhythm = new Rhythm();
  readonly #deletedLast = new WeakMap<TextDocument, boolean>();
  readonly #deletedLines = new WeakMap<TextDocument, DeletedLines>();
  readonly #subscriptions: Disposable[];

  constructor() {
    this.#subscriptions = [
      workspace.onDidChangeTextDocument((event) => this.#note(event)),
      window.onDidChangeActiveTextEditor((editor) => editor && this.#follow(editor.document)),
    ];
    if (window.activeTextEditor) this.#follow(window.activeTextEditor.document);
  }

  /** Whether the last edit only took text away: a suggestion right after that is in the way. */
  deletedLast(document: TextDocument): boolean {
    return this.#deletedLast.get(document) ?? false;
  }

  /** Lines that were taken away of late, without the blanks around them. */
  deletedLines(document: TextDocument): string[] {
    return this.#deletedLines.get(document)?.recent(Date.now()) ?? [];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Only the text before an edit says what it took away. */
  #follow(document: TextDocument): void {
    if (this.#deletedLines.has(document) || document.lineCount > mostLines) return;
    if (languages.includes(document.languageId)) {
      this.#deletedLines.set(document, new DeletedLines(document.getText()));
    }
  }

  /** The editor also reports changes without an edit, such as the document's dirty state. */
  #note({ document, contentChanges }: TextDocumentChangeEvent): void {
    const [first] = contentChanges;
    if (first === undefined) return;
    this.#deletedLast.set(
      document,
      contentChanges.every(({ text }) => text === ''),
    );
    if (first.text.length === 1 && first.rangeLength === 0) this.rhythm.key(Date.now());
    const lines = this.#deletedLines.get(document);
    // From the last to the first, so that the ranges hold for each.
    const changes = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { range, text } of changes) lines?.replace({ start: range.start, end: range.end, text }, Date.now());
    if (lines === undefined) this.#follow(document);
  }
}
