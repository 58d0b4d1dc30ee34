import { EventEmitter, workspace, type Disposable, type TextDocument, type Uri } from 'vscode';
import type { LineSpan } from '../memory/forgotten.ts';
import { ForgottenLines } from '../memory/forgotten-lines.ts';
import { codeBeside } from './notebook.ts';

/** What of the documents a person has had forgotten, until they bring it back or the window closes. */
export class Forgetting implements Disposable {
  readonly #lines = new ForgottenLines();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** Where everything is forgotten, that is what stood in a document when it was opened; it may be typed in at once. */
  readonly #opening = workspace.onDidOpenTextDocument((document) => {
    if (this.#lines.everything) this.ofDocument(document);
  });
  #count = 0;

  /** How often something was forgotten. */
  get count(): number {
    return this.#count;
  }

  get some(): boolean {
    return this.#lines.some;
  }

  /** Addresses of the documents of which something is forgotten. */
  get documents(): readonly string[] {
    return this.#lines.keys;
  }

  /** For a request in a document; its text is that of the cells above as well. */
  forRequest(document: TextDocument): { readonly forgotten?: readonly LineSpan[]; readonly forgettings: number } {
    const forgettings = this.#count;
    if (!this.some) return { forgettings };
    const forgotten = piecesOf(document).flatMap(({ piece, first }) =>
      this.ofDocument(piece).map(({ from, to }) => ({ from: first + from, to: first + to })),
    );
    return { forgotten, forgettings };
  }

  /** Lines of a request's text that stand before the document's own. */
  linesAbove(document: TextDocument): number {
    return piecesOf(document).at(-1)!.first;
  }

  ofDocument(document: TextDocument): readonly LineSpan[] {
    return this.some ? this.#lines.of(document.uri.toString(), linesOf(document)) : [];
  }

  /** Of a file that is read beside another. */
  ofText(uri: Uri, text: string): readonly LineSpan[] | 'all' | undefined {
    if (!this.some) return undefined;
    const lines = text.split(/\r\n?|\n/);
    const spans = this.#lines.of(uri.toString(), lines);
    return spans[0]?.from === 0 && spans[0].to === lines.length ? 'all' : spans;
  }

  /** A notebook with all its cells. */
  forgetDocument(document: TextDocument): void {
    for (const piece of codeBeside(document)) this.#lines.forgetText(piece.uri.toString(), linesOf(piece));
    this.#forgot();
  }

  /** A file that is not open. */
  forgetFile(uri: Uri): void {
    this.#lines.forgetText(uri.toString());
    this.#forgot();
  }

  /** @param span lines of the text that a request in the document has */
  forgetLines(document: TextDocument, { from, to }: LineSpan): void {
    for (const { piece, first } of piecesOf(document)) {
      const lines = linesOf(piece);
      const own = { from: Math.max(0, from - first), to: Math.min(lines.length, to - first) };
      if (own.from < own.to) this.#lines.forgetLines(piece.uri.toString(), lines, own);
    }
    this.#forgot();
  }

  forgetEverything(): void {
    this.#lines.forgetEverything();
    for (const document of workspace.textDocuments) this.ofDocument(document);
    this.#forgot();
  }

  /** @param address one of `documents`; everything where it is left out */
  remember(address?: string): void {
    this.#lines.remember(address);
    this.#changed.fire();
  }

  dispose(): void {
    this.#opening.dispose();
    this.#changed.dispose();
  }

  #forgot(): void {
    this.#count += 1;
    this.#changed.fire();
  }
}

/** The documents whose texts stand one after the other in a request, and the first line of each. */
function piecesOf(document: TextDocument): { readonly piece: TextDocument; readonly first: number }[] {
  const all = codeBeside(document);
  let first = 0;
  return all.slice(0, all.indexOf(document) + 1).map((piece) => {
    const at = first;
    // Between two cells stands an empty line.
    first += piece.lineCount + 1;
    return { piece, first: at };
  });
}

function linesOf(document: TextDocument): string[] {
  return document.getText().split(/\r\n?|\n/);
}
