import { t } from '@vscode/l10n';
import { Range, window, workspace, type Disposable, type TextDocument, type TextEditor } from 'vscode';
import type { Forgetting } from './forgetting.ts';

/** Shows lines that are forgotten faded, as they are on the parchment. */
export class ForgottenMarks implements Disposable {
  readonly #forgetting: Forgetting;
  readonly #faded = window.createTextEditorDecorationType({ isWholeLine: true, opacity: '0.5' });
  readonly #subscriptions: Disposable[];

  constructor(forgetting: Forgetting) {
    this.#forgetting = forgetting;
    this.#subscriptions = [
      forgetting.onDidChange(() => window.visibleTextEditors.forEach((editor) => this.#mark(editor))),
      window.onDidChangeVisibleTextEditors((editors) => forgetting.some && editors.forEach((one) => this.#mark(one))),
      workspace.onDidChangeTextDocument(({ document }) => forgetting.some && this.#changed(document)),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#faded.dispose();
  }

  #changed(document: TextDocument): void {
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.#mark(editor);
  }

  #mark(editor: TextEditor): void {
    const hoverMessage = t(
      'Forgotten: not in the memory. Edit a line to have it read again, or choose Remember Again.',
    );
    editor.setDecorations(
      this.#faded,
      this.#forgetting
        .ofDocument(editor.document)
        .map(({ from, to }) => ({ range: new Range(from, 0, to - 1, Number.MAX_SAFE_INTEGER), hoverMessage })),
    );
  }
}
