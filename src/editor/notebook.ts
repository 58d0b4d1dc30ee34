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
  const cells = notebookOf(document)?.getCells() ?? [];
  const at = cells.findIndex((cell) => cell.document === document);
  return cells
    .slice(0, Math.max(0, at))
    .filter((cell) => cell.kind === NotebookCellKind.Code && cell.document.languageId === document.languageId)
    .map((cell) => `${cell.document.getText()}\n\n`)
    .join('');
}
