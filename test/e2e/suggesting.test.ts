/** When and what is suggested, in one editor: a file for each feature, so that none depends on another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';

/** So plain that any trained model is sure of how it goes on after a `u`. */
const one = '  if (value === undefined) {\n    return undefined;\n  }\n';
const plain = one.repeat(6);
/** The line below it, where the tests type. */
const line = 19;
const typed = '  if (value === u';
const open = `${plain}  if (value === \n`;

const cell = (...lines: string[]) => ({
  cell_type: 'code',
  metadata: {},
  execution_count: null,
  outputs: [],
  source: lines,
});
const python = 'if value is None:\n    return None\n';
const notebook = {
  cells: [cell(...python.repeat(8).split(/(?<=\n)/)), cell('if value is \n')],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

const files = {
  'line.ts': open,
  'block.ts': `${plain}\n`,
  'next.ts': open,
  'cycle.ts': open,
  'part.ts': open,
  'through.ts': open,
  'list.ts': open,
  'middle.ts': `${plain}  if (value === ) {\n  const sum = value + value;\n`,
  'comment.ts': `${plain}\n`,
  'manual.js': open,
  'undo.ts': open,
  'left.ts': open,
  'right.ts': open,
  'crlf.ts': `${plain}\n`.replaceAll('\n', '\r\n'),
  'tabs.ts': 'function add(a, b) {\n\treturn a + b;\n}\n\n'.repeat(6),
  'cells.ipynb': JSON.stringify(notebook),
  '.env': 'SECRET = 1\nTOKEN = 2\nPASSWORD = \n',
  'generated/code.ts': open,
  '.gitignore': 'generated/\n',
};

const settings = {
  // The shipped model is unsure of much; here everything is shown, so that silence has another reason.
  'palimpsest.confidence': 0,
  '[javascript]': { 'palimpsest.mode': 'manual' },
  // A language in which suggestions are made, so that it is the name alone that keeps them away.
  'files.associations': { '.env': 'python' },
  'files.defaultLanguage': 'typescript',
  // Else an untitled text may become JavaScript, and so wait to be asked.
  'workbench.editor.languageDetection': false,
};

let editor: Editor;
before(async () => {
  editor = await Editor.start({ vsix: await packageExtension(), files, settings, prepare: useModel });
  await editor.open('line.ts');
  await editor.waitForStatus(/ready/);
});
after(() => editor.stop());

const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => editor.page.keyboard.press(key)), Promise.resolve());
const gone = () => editor.page.locator('.ghost-text-decoration').first().waitFor({ state: 'detached' });

/** Types the last letter of what the ghost text goes on with. */
async function typeLine(): Promise<string> {
  await editor.goTo(line, typed.length);
  await editor.type('u');
  return editor.ghostText();
}

test('one line: grey text behind the cursor, no line break', async () => {
  const text = await typeLine();
  await editor.picture('one-line');
  assert.match(text, /^ndefined/);
  assert.deepEqual(await editor.ghostLinesNow(), []);
});

// While there is room beside the tabs: a double click there opens it.
test('an untitled editor', async () => {
  const tabs = editor.page.locator('.tabs-container').first();
  const { width, height } = (await tabs.boundingBox())!;
  await tabs.dblclick({ position: { x: width - 10, y: height / 2 } });
  await editor.page.locator('.tab.active[data-resource-name^="Untitled"]').waitFor();
  await editor.page.keyboard.insertText(open.trimEnd());
  // A person looks at what they pasted; and the editor does not ask again for what it cancelled.
  await editor.page.waitForTimeout(2000);
  await editor.type(' ');
  await editor.page.waitForTimeout(2000);
  await editor.type('u');
  const text = await editor.ghostText(undefined, 20_000);
  await editor.picture('untitled');
  assert.match(text, /^ndefined/);
});

test('a block where a line opens one: it ends with its closing bracket', async () => {
  await editor.show('block.ts');
  await editor.goTo(line, 1);
  await editor.type('  if (value === undefined) {');
  const lines = await editor.ghostLines();
  await editor.picture('block');
  assert.ok(lines.length >= 2, lines.join('\n'));
  await press('Tab');
  const saved = await editor.save('block.ts');
  const block = saved.slice(plain.length).trimEnd().split('\n');
  assert.equal(block.at(-1), '  }');
  assert.ok(block.slice(1, -1).every((line) => line.startsWith('    ')));
});

test('after an accepted line the next one is already there', async () => {
  await editor.show('next.ts');
  await typeLine();
  await press('Tab');
  const lines = await editor.ghostLines();
  await editor.picture('next');
  assert.match(lines.join('\n'), /return/);
});

test('up to three to choose from when somebody asks', async () => {
  await editor.show('cycle.ts');
  const seen = [await typeLine()];
  for (let turn = 0; turn < 3; turn++) {
    await press('Alt+BracketRight');
    const before = seen.at(-1);
    for (let tries = 0; tries < 30 && (await editor.ghostText()) === before; tries++)
      await editor.page.waitForTimeout(100);
    seen.push(await editor.ghostText());
  }
  await editor.page.locator('.ghost-text-decoration').first().hover();
  await editor.picture('cycling');
  assert.equal(new Set(seen).size, 3, seen.join('\n'));
  assert.equal(seen[3], seen[0], 'the fourth is the first again');
});

test('a word is taken by the editor’s own key, and the rest stays', async () => {
  await editor.show('part.ts');
  const text = await typeLine();
  await press('Control+ArrowRight');
  const [word] = /^\w+/.exec(text)!;
  assert.equal(await editor.ghostText(text.slice(word.length)), text.slice(word.length));
  await editor.picture('part');
  await press('Tab');
  assert.ok((await editor.save('part.ts')).includes(`${typed}${text}\n`));
});

test('typing through what is shown asks the model nothing', async () => {
  await editor.show('through.ts');
  const before = await editor.answers();
  const text = await typeLine();
  for (let at = 0; at < text.length - 1; at++) {
    await editor.type(text[at]!);
    assert.equal(await editor.ghostText(text.slice(at + 1), 5000), text.slice(at + 1));
    // Longer than any wait for a next key: whoever would ask the model has done so.
    await editor.page.waitForTimeout(500);
    if (at === 3) await editor.picture('through');
  }
  assert.equal(await editor.answers(), before + 1);
});

test('beside the editor’s own list: what is shown begins with its entry', async () => {
  await editor.show('list.ts');
  await editor.goTo(line, typed.length);
  await editor.type('undef');
  await press('Control+Space');
  const entry = editor.page.locator('.suggest-widget.visible .monaco-list-row.focused');
  await entry.waitFor();
  const text = await editor.ghostText();
  await editor.picture('list');
  assert.match(await entry.innerText(), /undefined/);
  assert.match(text, /^ined/);
  await press('Tab');
  assert.match(await editor.save('list.ts'), /if \(value === undefined\n/);
});

test('mid-line: only before closing characters, never inside of a word', async () => {
  await editor.show('middle.ts');
  await editor.goTo(line, typed.length);
  await editor.type('u');
  assert.match(await editor.ghostText(), /^ndefined/);
  await editor.picture('middle');
  await press('Tab');
  await editor.goTo(line + 1, '  const sum = '.length + 1);
  await editor.type('v');
  assert.ok(await editor.isSilent());
  await editor.goTo(line + 1, '  const sum = vvalue '.length + 1);
  await editor.type('- value ');
  assert.ok(await editor.isSilent());
});

test('a .env file is neither completed nor read', async () => {
  await editor.show('.env');
  await editor.waitForStatus(/off.*secrets/);
  await editor.goTo(3, 12);
  await editor.type('"a');
  await editor.ask();
  assert.ok(await editor.isSilent());
  await editor.picture('secret');
});

test('an ignored file is neither completed nor read, until it is ignored no more', async () => {
  await editor.show('generated/code.ts');
  await editor.waitForStatus(/off.*ignore file/);
  await editor.goTo(line, typed.length);
  await editor.type('u');
  await editor.ask();
  assert.ok(await editor.isSilent());
  await editor.picture('ignored');
  await editor.write('.gitignore', '# nothing\n');
  await editor.waitForStatus(/ready/);
  await editor.type('n');
  await editor.ghostText();
});

test('a comment is left to its writer, unless they ask', async () => {
  await editor.show('comment.ts');
  await editor.goTo(line, 1);
  await editor.type('  // if (value === u');
  assert.ok(await editor.isSilent());
  await editor.picture('comment');
  await editor.ask();
  await editor.ghostText();
});

test('manual mode: nothing until it is asked for, then typed through', async () => {
  await editor.show('manual.js');
  await editor.goTo(line, typed.length);
  await editor.type('u');
  assert.ok(await editor.isSilent());
  await editor.ask();
  const text = await editor.ghostText();
  await editor.picture('manual');
  await editor.type(text[0]!);
  assert.equal(await editor.ghostText(text.slice(1)), text.slice(1));
});

test('undo takes all of it back, and it is not pressed on anybody again', async () => {
  await editor.show('undo.ts');
  const text = await typeLine();
  await press('Tab');
  await gone();
  await press('Escape', 'Control+Z');
  assert.ok(await editor.isSilent());
  await editor.picture('undo');
  assert.equal(await editor.save('undo.ts'), `${plain}${typed}\n`);
  await press('Control+Y');
  assert.equal(await editor.save('undo.ts'), `${plain}${typed}${text}\n`);
});

test('a file with CRLF line ends keeps them', async () => {
  await editor.show('crlf.ts');
  await editor.goTo(line, 1);
  await editor.type('  if (value === undefined) {');
  await editor.ghostLines();
  await editor.picture('crlf');
  await press('Tab');
  const saved = await editor.save('crlf.ts');
  assert.ok(saved.length > plain.length + 40);
  assert.doesNotMatch(saved, /[^\r]\n/);
});

test('a file with tabs gets tabs', async () => {
  await editor.show('tabs.ts');
  await editor.goTo(25, 1);
  await editor.type('function add(a, b) {');
  await editor.ghostLines();
  await editor.picture('tabs');
  await press('Tab');
  const lines = (await editor.save('tabs.ts')).split('\n').slice(25);
  assert.match(lines.join('\n'), /^\t\w/);
  assert.doesNotMatch(lines.join('\n'), /^\t* /m);
});

test('a cell of a notebook goes on from the cells above it', async () => {
  await editor.show('cells.ipynb');
  const second = editor.page.locator('.notebookOverlay .monaco-editor .view-lines').nth(1);
  await second.click();
  await press('Control+Home', 'End');
  await editor.type('N');
  assert.match(await editor.ghostText(), /^one/);
  await editor.picture('notebook');
});

test('two editors side by side', async () => {
  await editor.show('left.ts');
  const left = await typeLine();
  await editor.command('View: Split Editor Right');
  await editor.show('right.ts');
  const right = editor.page.locator('.editor-instance').nth(1);
  await right.locator('.view-lines').click();
  await press('Control+End', 'ArrowUp', 'End');
  await editor.type('u');
  await right.locator('.ghost-text-decoration').first().waitFor();
  assert.equal(await editor.ghostText(left), left);
  await editor.picture('side-by-side');
});
