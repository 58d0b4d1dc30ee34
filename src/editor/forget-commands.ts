/** What a person has done about what is remembered: in the palette, and by the panel's buttons. */
import { t } from '@vscode/l10n';
import { commands, Uri, window, workspace, type TextDocument } from 'vscode';
import type { LineSpan } from '../memory/forgotten.ts';
import type { ForgetMessage } from '../protocol/forget.ts';
import type { ForgetRequest } from '../protocol/worker.ts';
import { pathOf } from './documents.ts';
import type { EngineHost } from './engine-host.ts';
import type { Forgetting } from './forgetting.ts';
import { uriOf } from './open-place.ts';
import type { SuggestionProvider } from './provider.ts';
import { readingRequest, type ReadingParts } from './reading-request.ts';

export interface ForgetParts extends ReadingParts {
  readonly engine: EngineHost;
  readonly forgetting: Forgetting;
  readonly suggestions: Pick<SuggestionProvider, 'forget'>;
}

/** Milliseconds that the status bar says what was done. */
const toldFor = 8000;

export class ForgetCommands {
  readonly #parts: ForgetParts;

  constructor(parts: ForgetParts) {
    this.#parts = parts;
  }

  /** All text of the active document. */
  async forgetFile(): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (document !== undefined) await this.#forgetDocument(document);
  }

  /** The lines that are selected in the active editor, or the cursor's. */
  async forgetLines(): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor === undefined) return;
    const { document, selections } = editor;
    const above = this.#parts.forgetting.linesAbove(document);
    // A selection that ends before a line's first character does not mean that line.
    const spans = selections.map(({ start, end, isSingleLine }) => ({
      from: above + start.line,
      to: above + (end.character === 0 && !isSingleLine ? end.line : end.line + 1),
    }));
    await this.#forgetSpans(document, spans);
  }

  async forgetEverything(): Promise<void> {
    this.#parts.forgetting.forgetEverything();
    if (!(await this.#tellEngine('everything'))) return;
    const again = t('Remember Again');
    const told = t('Everything is forgotten, and what was kept on this machine is deleted. What you type now is read.');
    void window.showInformationMessage(told, again).then((chosen) => (chosen === again ? this.#remember() : undefined));
  }

  /** Asks what, where there is more than one thing. */
  async rememberAgain(): Promise<void> {
    const { forgetting } = this.#parts;
    const { documents } = forgetting;
    if (!forgetting.some) {
      window.setStatusBarMessage(t('Nothing is forgotten.'), toldFor);
      return;
    }
    if (documents.length <= 1) return this.#remember();
    const everything = { label: t('Everything'), address: undefined };
    const files = documents.map((address) => ({ label: workspace.asRelativePath(Uri.parse(address)), address }));
    const chosen = await window.showQuickPick([everything, ...files], { title: t('Read again what was forgotten') });
    if (chosen !== undefined) await this.#remember(chosen.address);
  }

  /** As the panel asks: lines, a file, or everything. */
  async forget({ path, lines }: ForgetMessage): Promise<void> {
    if (path === undefined) return this.forgetEverything();
    const uri = await uriOf(path);
    if (uri === undefined) return;
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (lines !== undefined) {
      await this.#forgetSpans(open ?? (await workspace.openTextDocument(uri)), [lines]);
    } else if (open !== undefined) await this.#forgetDocument(open);
    else {
      this.#parts.forgetting.forgetFile(uri);
      await this.#forgotten(path);
    }
  }

  async #forgetDocument(document: TextDocument): Promise<void> {
    this.#parts.forgetting.forgetDocument(document);
    await this.#forgotten(pathOf(document));
  }

  async #forgetSpans(document: TextDocument, spans: readonly LineSpan[]): Promise<void> {
    for (const span of spans) this.#parts.forgetting.forgetLines(document, span);
    const path = pathOf(document);
    const count = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    if (!(await this.#tellEngine([path]))) return;
    const told = count === 1 ? t`A line of ${path} is forgotten.` : t`${count} lines of ${path} are forgotten.`;
    window.setStatusBarMessage(told, toldFor);
  }

  async #forgotten(path: string): Promise<void> {
    if (await this.#tellEngine([path])) window.setStatusBarMessage(t`${path} is forgotten.`, toldFor);
  }

  /** What is read again is so in idle time; what the person looks at, at once. */
  async #remember(address?: string): Promise<void> {
    this.#parts.forgetting.remember(address);
    await this.#tellEngine([]);
  }

  /** Nothing that was made of it is shown any more, and nothing that has read it stays. False where that failed. */
  async #tellEngine(paths: ForgetRequest['paths']): Promise<boolean> {
    const { engine, forgetting, suggestions } = this.#parts;
    suggestions.forget();
    void commands.executeCommand('editor.action.inlineSuggest.hide');
    const editor = window.activeTextEditor;
    // After everything there is nothing to look at until something is typed.
    const next = paths === 'everything' || !editor ? undefined : await readingRequest(editor, this.#parts);
    const failure = await engine.forget({ paths, forgettings: forgetting.count, next });
    if (failure !== undefined) {
      void window.showErrorMessage(t`What is kept on this machine could not be deleted: ${failure.error}`);
    }
    return failure === undefined;
  }
}
