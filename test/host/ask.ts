import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import { check } from './check.ts';

/** The extension, active and with its model loaded. */
export async function readyExtension(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('palimpsest.palimpsest');
  check(extension !== undefined, 'The extension is not there.');
  const api = await extension.activate();
  // The first document in which suggestions are wanted starts the engine.
  await open('typescript', '');
  const state = await api.ready;
  check(state === 'ready', `The engine is ${state}: ${api.state()}`);
  return api;
}

/** Shows a new document. */
export async function open(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** What the extension suggests at an offset when asked to, as texts. */
export async function suggestions(document: vscode.TextDocument, offset: number): Promise<string[]> {
  const { provider } = await readyExtension();
  await vscode.window.showTextDocument(document);
  const source = new vscode.CancellationTokenSource();
  const items = await provider.provideInlineCompletionItems(
    document,
    document.positionAt(offset),
    {
      triggerKind: vscode.InlineCompletionTriggerKind.Invoke,
      selectedCompletionInfo: undefined,
    },
    source.token,
  );
  const list = Array.isArray(items) ? items : (items?.items ?? []);
  return list.map(({ insertText }) => (typeof insertText === 'string' ? insertText : insertText.value));
}
