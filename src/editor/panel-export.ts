/** The panel's exports: into a file that the person chooses. */
import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { messageOf } from '../protocol/failure.ts';
import type { ExportMessage } from '../protocol/panel.ts';

/** Asks where to, and writes; nothing where the person thinks better of it. */
export async function saveExport({ view, format, bytes }: ExportMessage): Promise<void> {
  const name = `memory-${view}.${format}`;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    filters: { [format.toUpperCase()]: [format] },
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (!file) return;
  try {
    await workspace.fs.writeFile(file, new Uint8Array(bytes));
  } catch (thrown) {
    void window.showErrorMessage(t`The file can not be written: ${messageOf(thrown)}`);
  }
}
