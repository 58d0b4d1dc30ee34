import * as vscode from 'vscode';
import { open, suggestions } from './ask.ts';
import { check, equal } from './check.ts';
import { plain } from './completions.ts';
import type { Cases } from './suite.ts';

/** Nothing is thrown, whatever is suggested. */
const served: readonly (readonly [name: string, language: string, text: string])[] = [
  ['an empty document', 'python', ''],
  ['a document of one line end', 'typescript', '\n'],
  ['CRLF', 'typescript', 'const a = 1;\r\nconst b = '],
  ['tabs', 'javascript', 'function f() {\n\tif (a) {\n\t\treturn '],
  ['emoji', 'python', 'print("🦊🦊")\nprint("🦊'],
  ['a lone surrogate', 'typescript', 'const s = "\ud83e";\nconst t = '],
  ['the blank mark U+2581', 'python', 'a = "▁▁"\nb = '],
];

/** Nothing is suggested. */
const refused: readonly (readonly [name: string, language: string, text: string])[] = [
  ['NUL, as in a binary file', 'typescript', 'const a = "\0\0\0";\nconst b = '],
  ['a language that the model does not know', 'plaintext', 'one two three '],
  ['a line of 200 000 characters', 'javascript', 'x = 1; '.repeat(28_572)],
];

export const badInput: Cases = {
  ...Object.fromEntries(served.map(([name, language, text]) => [`survives ${name}`, () => survives(language, text)])),
  ...Object.fromEntries(refused.map(([name, language, text]) => [`refuses ${name}`, () => refuses(language, text)])),

  async 'survives a cursor at the start and past the end'() {
    const document = await open('typescript', 'const a = 1;\n');
    await suggestions(document, 0);
    await suggestions(document, 10_000);
  },

  async 'serves the next request after all of these'() {
    const document = await open('typescript', plain);
    check((await suggestions(document, plain.length)).length > 0, 'There is no suggestion.');
  },
};

async function survives(language: string, text: string): Promise<void> {
  const document = await open(language, text);
  await suggestions(document, text.length);
}

async function refuses(language: string, text: string): Promise<void> {
  const document = await open(language, text);
  equal(await suggestions(document, text.length), [], 'the suggestions');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}
