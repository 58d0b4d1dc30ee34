import * as vscode from 'vscode';
import { open, readyExtension, suggestions } from './ask.ts';
import { check, equal } from './check.ts';
import type { Cases } from './suite.ts';

/** Repeats itself so plainly that any trained model goes on. */
export const plain = `${Array.from({ length: 12 }, (_, i) => `export const value${i} = values[${i}];`).join('\n')}\nexport const `;

export const completions: Cases = {
  async 'suggests something at the end of a line'() {
    const document = await open('typescript', plain);
    const [text] = await suggestions(document, plain.length);
    check(text !== undefined && text.trim() !== '', 'There is no suggestion.');
    check(!text.includes('\n'), 'One line was asked for.');
  },

  async 'suggests the same when asked again'() {
    const document = await open('typescript', plain);
    equal(await suggestions(document, plain.length), await suggestions(document, plain.length), 'the second answer');
  },

  async 'suggests the same where lines end in CRLF'() {
    const document = await open('typescript', plain);
    const windows = await open('typescript', plain.replaceAll('\n', '\r\n'));
    const suggested = await suggestions(windows, windows.getText().length);
    equal(suggested, await suggestions(document, plain.length), 'the suggestion');
  },

  async 'suggests in a file of a workspace that lies on no disk'() {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    check(folder !== undefined, 'There is no workspace.');
    const onDisk = vscode.env.uiKind === vscode.UIKind.Desktop;
    check(onDisk || folder.uri.scheme !== 'file', `The workspace is ${folder.uri.toString()}.`);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'src/tide.ts'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${plain}\n`));
    const [text] = await suggestions(document, plain.length);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    check(text !== undefined && text.trim() !== '', 'There is no suggestion.');
  },

  async 'shows it in the editor, which takes it'() {
    const document = await open('typescript', plain);
    const editor = vscode.window.activeTextEditor!;
    const end = document.positionAt(plain.length);
    editor.selection = new vscode.Selection(end, end);
    const [text] = await suggestions(document, plain.length);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    for (let tries = 0; tries < 50 && document.getText() === plain; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    }
    equal(document.getText(), `${plain}${text ?? ''}`, 'the document');
  },

  async 'is silent after a cancellation'() {
    const { provider } = await readyExtension();
    const document = await open('typescript', plain);
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const context = { triggerKind: vscode.InlineCompletionTriggerKind.Invoke, selectedCompletionInfo: undefined };
    const items = await provider.provideInlineCompletionItems(
      document,
      document.positionAt(plain.length),
      context,
      source.token,
    );
    equal(items, [], 'the items');
  },

  async 'is off after the command, and on again after it'() {
    const api = await readyExtension();
    const document = await open('typescript', plain);
    await vscode.commands.executeCommand('palimpsest.toggle');
    const off = [api.state(), await suggestions(document, plain.length)];
    await vscode.commands.executeCommand('palimpsest.toggle');
    equal(off, ['off', []], 'state and suggestions while off');
    check((await suggestions(document, plain.length)).length > 0, 'There is no suggestion after it is on again.');
  },
};
