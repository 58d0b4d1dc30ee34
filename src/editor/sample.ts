import { commands, Selection, window, workspace, type Uri } from 'vscode';
import { readFileIn } from './start-worker.ts';

const path = 'media/walkthrough/sample.txt';
/** Where in the sample the first suggestion is asked for; not a part of what is opened. */
const cursor = '║';

/** Opens the walkthrough's sample as a new document, so that nothing of it has to be saved, and asks for a suggestion. */
export async function openSample(extension: Uri): Promise<void> {
  const text = new TextDecoder().decode(await readFileIn(extension, path));
  const offset = text.indexOf(cursor);
  const document = await workspace.openTextDocument({ language: 'typescript', content: text.replace(cursor, '') });
  const editor = await window.showTextDocument(document);
  const position = document.positionAt(offset);
  editor.selection = new Selection(position, position);
  editor.revealRange(editor.selection);
  await commands.executeCommand('editor.action.inlineSuggest.trigger');
}
