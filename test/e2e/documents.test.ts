/** Kinds of documents, in one editor: whatever a text is and wherever it is shown, it is completed, in its own form. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { line, open, plain, typed, typeLine, unsure } from './plain.ts';

const cell = (...lines: string[]) => ({
  cell_type: 'code',
  metadata: {},
  execution_count: null,
  outputs: [],
  source: lines,
});
const python = 'if value is None:\n    return None\n';
const notebook = {
  cells: [cell(...python.repeat(8).split(/(?<=\n)/)), cell('if value is N\n')],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

const files = {
  'first.ts': open,
  'crlf.ts': `${plain}\n`.replaceAll('\n', '\r\n'),
  'tabs.ts': 'function add(a, b) {\n\treturn a + b;\n}\n\n'.repeat(6),
  'left.ts': open,
  'right.ts': open,
  'compared.ts': open,
  'cells.ipynb': JSON.stringify(notebook),
};
const settings = {
  ...unsure,
  'files.defaultLanguage': 'typescript',
  'workbench.editor.languageDetection': false,
};

let editor: Editor;
before(async () => {
  editor = await Editor.start({ vsix: await packageExtension(), files, settings, prepare: useModel });
});
after(() => editor.stop());

/** A window of its own for each, as the layout of one would be that of the next. */
async function openAlone(path: string): Promise<void> {
  await editor.open(path);
  await editor.waitForStatus(/ready/);
}

test('an untitled editor', async () => {
  await openAlone('first.ts');
  const tabs = editor.page.locator('.tabs-container').first();
  const { width, height } = (await tabs.boundingBox())!;
  // A double click beside the tabs opens one.
  await tabs.dblclick({ position: { x: width - 10, y: height / 2 } });
  await editor.page.locator('.tab.active[data-resource-name^="Untitled"]').waitFor();
  await editor.page.keyboard.insertText(open.trimEnd());
  // A person looks at what they pasted; and types the letter again where a busy machine left it without an answer.
  await editor.page.waitForTimeout(2000);
  let text: string | undefined;
  for (let tries = 1; text === undefined; tries++) {
    await editor.type(typed.at(-1)!);
    text = await editor.ghostText(undefined, 60_000).catch((error: unknown) => {
      if (tries === 3) throw error;
      return undefined;
    });
    if (text === undefined) await editor.press('Backspace');
  }
  await editor.picture('untitled');
  await editor.press('Tab');
  // Six lines above say the same; this one does when nothing of it is ghost text any more.
  await editor.page
    .locator('.view-line', { hasNot: editor.page.locator('.ghost-text-decoration') })
    .filter({ hasText: `${typed.trim()}${text.trimEnd()}` })
    .nth(6)
    .waitFor();
});

test('a file with CRLF line ends keeps them', async () => {
  await openAlone('crlf.ts');
  await editor.goTo(line, 1);
  await editor.type('  if (value === undefined) {');
  await editor.ghostLines();
  await editor.picture('crlf');
  await editor.press('Tab');
  const saved = await editor.save('crlf.ts');
  assert.ok(saved.split('\r\n').length > line + 2, saved);
  assert.doesNotMatch(saved, /[^\r]\n/);
});

test('a file with tabs gets tabs', async () => {
  await openAlone('tabs.ts');
  await editor.goTo(25, 1);
  await editor.type('function add(a, b) {');
  await editor.ghostLines();
  await editor.picture('tabs');
  await editor.press('Tab');
  const lines = (await editor.save('tabs.ts')).split('\n').slice(25);
  assert.match(lines.join('\n'), /^\t\w/);
  assert.doesNotMatch(lines.join('\n'), /^\t* /m);
});

test('a cell of a notebook goes on from the cells above it', async () => {
  await openAlone('first.ts');
  await editor.show('cells.ipynb');
  const second = editor.page.locator('.notebookOverlay .monaco-editor .view-lines').nth(1);
  await second.click();
  await editor.press('Control+Home', 'End');
  await editor.type('o');
  await editor.ghostText();
  await editor.picture('notebook');
});

test('two editors side by side', async () => {
  await openAlone('left.ts');
  const left = await typeLine(editor);
  await editor.command('View: Split Editor Right');
  await editor.show('right.ts');
  const right = editor.page.locator('.editor-instance').nth(1);
  await right.locator('.view-lines').click();
  await editor.press('Control+End', 'ArrowUp', 'End');
  await editor.type(typed.at(-1)!);
  await right.locator('.ghost-text-decoration').first().waitFor();
  assert.equal(await editor.ghostText(left), left);
  await editor.picture('side-by-side');
});

test('the right side of a difference', async () => {
  await openAlone('compared.ts');
  await editor.goTo(1, 1);
  await editor.type('// changed\n');
  await editor.command('File: Compare Active File with Saved');
  const right = editor.page.locator('.monaco-diff-editor .editor.modified');
  await right.locator('.view-line').filter({ hasText: '// changed' }).waitFor();
  await right.locator('.view-lines').click();
  await editor.press('Control+End', 'ArrowUp', 'End');
  await editor.type(typed.at(-1)!);
  await editor.ghostText();
  await editor.picture('difference');
});
