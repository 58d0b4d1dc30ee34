/** Where the panel's views are explained: docs/memory.md, which comes with the extension, at a heading. */
import { commands, Uri } from 'vscode';

/** Opens the page at the heading in the editor's preview, or as text where the editor has none. */
export async function openPage(extension: Uri, anchor: string): Promise<void> {
  const page = Uri.joinPath(extension, 'docs/memory.md').with({ fragment: anchor });
  try {
    await commands.executeCommand('markdown.showPreview', page);
  } catch {
    await commands.executeCommand('vscode.open', page);
  }
}
