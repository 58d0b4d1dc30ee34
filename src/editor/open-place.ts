import { Range, TextEditorRevealType, Uri, window, workspace } from 'vscode';
import type { OpenMessage } from '../protocol/trace.ts';
import { pathOf } from './documents.ts';

/** Shows a place of a file as the model knows it: an open document first, else a file of the workspace. */
export async function openPlace({ path, line, column, length }: OpenMessage): Promise<void> {
  const uri = await uriOf(path);
  if (uri === undefined) return;
  const selection = new Range(line, column, line, column + length);
  const editor = await window.showTextDocument(uri, { selection });
  editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Undefined where there is no such file any more. */
export async function uriOf(path: string): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document;
  const open = active ? [active, ...workspace.textDocuments] : workspace.textDocuments;
  const document = open.find((document) => pathOf(document) === path);
  if (document !== undefined) return document.uri;
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const file = Uri.joinPath(uri, path);
    try {
      await workspace.fs.stat(file);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
