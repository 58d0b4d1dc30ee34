import { NotebookCellKind, workspace, type NotebookDocument, type TextDocument, type Uri } from 'vscode';

/** The notebook that a document is a cell of. */
function notebookOf(document: TextDocument): NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  return workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document));
}

/** Address of the file that a document is in: the notebook's for a cell. */
export function fileOf(document: TextDocument): Uri {
  return notebookOf(document)?.uri ?? document.uri;
}

/** The code above a notebook's cell in the cell's language, as if it stood in one file with it; else nothing. */
export function codeAbove(document: TextDocument): string {
  const cells = codeBeside(document);
  return cells
    .slice(0, cells.indexOf(document))
    .map((cell) => `${cell.getText()}\n\n`)
    .join('');
}

/** All cells with code in the document's language of the notebook that it is a cell of; else the document alone. */
export function codeBeside(document: TextDocument): TextDocument[] {
  const cells = notebookOf(document)?.getCells() ?? [];
  const code = cells
    .filter((cell) => cell.kind === NotebookCellKind.Code)
    .map((cell) => cell.document)
    .filter(({ languageId }) => languageId === document.languageId);
  return code.includes(document) ? code : [document];
}
