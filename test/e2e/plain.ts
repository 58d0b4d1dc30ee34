import type { Editor } from './editor.ts';

/** Lines so plain that any trained model goes on with them: the same again and again, and then the beginning of one. */
export const plain = '  if (value === undefined) {\n    return undefined;\n  }\n'.repeat(6);

/** The line below `plain`, from 1. */
export const line = plain.split('\n').length;

/** What stands there when a suggestion is wanted; its last letter is typed by the test. */
export const typed = '  if (value === un';

/** A file in which only that letter is missing. */
export const open = `${plain}${typed.slice(0, -1)}\n`;

/** Everything that the model says is shown, however unsure it is, so that silence has another reason. */
export const unsure = { 'palimpsest.confidence': 0 };

/** Types the letter that is missing in `open`. */
export async function typeLetter(editor: Editor): Promise<void> {
  await editor.goTo(line, typed.length);
  await editor.type(typed.at(-1)!);
}

/** Types it, and returns the ghost text that goes on with it. */
export async function typeLine(editor: Editor): Promise<string> {
  await typeLetter(editor);
  return editor.ghostText();
}
