/** What is suggested and how it is taken, in one editor: a file for each feature, so that none depends on another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { line, open, plain, typed, typeLine, unsure } from './plain.ts';

const opener = '  if (value === undefined) {';

const files = {
  'line.ts': open,
  'block.ts': `${plain}\n`,
  'by-line.ts': `${plain}\n`,
  'next.ts': open,
  'cycle.ts': open,
  'word.ts': open,
  'through.ts': open,
  'list.ts': open,
  'middle.ts': `${open.trimEnd()}) {\n  const sum = value + value;\n`,
  'undo.ts': open,
};
/** The editor has a command that takes a line of a suggestion, but no key for it. */
const lineKey = 'Control+Alt+Enter';

let editor: Editor;
before(async () => {
  editor = await Editor.start({ vsix: await packageExtension(), files, settings: unsure, prepare: useModel });
  await editor.bind('ctrl+alt+enter', 'editor.action.inlineSuggest.acceptNextLine');
  await editor.open('line.ts');
  await editor.waitForStatus(/ready/);
});
after(() => editor.stop());

const gone = () => editor.page.locator('.ghost-text-decoration').first().waitFor({ state: 'detached' });

test('one line: grey text behind the cursor, no line break', async () => {
  await editor.show('line.ts');
  const text = await typeLine(editor);
  await editor.picture('one-line');
  assert.deepEqual(await editor.ghostLinesNow(), []);
  await editor.press('Tab');
  assert.equal(await editor.save('line.ts'), `${plain}${typed}${text}\n`);
});

test('a block where a line opens one: it ends with its closing bracket', async () => {
  await editor.show('block.ts');
  await editor.goTo(line, 1);
  await editor.type(opener);
  const lines = await editor.ghostLines();
  await editor.picture('block');
  assert.ok(lines.length >= 2, lines.join('\n'));
  await editor.press('Tab');
  const saved = await editor.save('block.ts');
  const block = saved.slice(plain.length).trimEnd().split('\n');
  assert.equal(block.at(-1), '  }');
  assert.ok(block.slice(1, -1).every((line) => line.startsWith('    ')));
});

test('a line of a block is taken by the editor’s own command, and the rest stays', async () => {
  await editor.show('by-line.ts');
  await editor.goTo(line, 1);
  await editor.type(opener);
  const lines = await editor.ghostLines();
  await editor.press(lineKey);
  let rest = await editor.ghostText();
  await editor.picture('by-line');
  assert.equal(rest.trim(), lines[0]!.trim());
  // Not by Tab: at a line's start it indents, and does not take what is indented further.
  for (let taken = 1; taken < lines.length; taken++) {
    await editor.press(lineKey);
    rest = await editor.otherGhostText(rest);
  }
  await editor.press(lineKey);
  const block = (await editor.save('by-line.ts')).slice(plain.length).trimEnd();
  assert.equal(block, [opener, ...lines].join('\n').trimEnd());
});

test('after an accepted line the next one is already there', async () => {
  await editor.show('next.ts');
  const text = await typeLine(editor);
  await editor.press('Tab');
  const lines = await editor.ghostLines();
  await editor.picture('next');
  assert.equal(await editor.save('next.ts'), `${plain}${typed}${text}\n`);
  assert.notEqual(lines.join('').trim(), '');
});

test('up to three to choose from when somebody asks', async () => {
  await editor.show('cycle.ts');
  const seen = [await typeLine(editor)];
  do {
    await editor.press('Alt+BracketRight');
    seen.push(await editor.otherGhostText(seen.at(-1)!));
  } while (seen.at(-1) !== seen[0] && seen.length < 5);
  await editor.page.locator('.ghost-text-decoration').first().hover();
  await editor.picture('cycling');
  assert.equal(seen.at(-1), seen[0], `after the last comes the first again:\n${seen.join('\n')}`);
  assert.ok(seen.length <= 4, 'no more than three');
  assert.equal(new Set(seen).size, seen.length - 1, 'no two are the same');
});

test('a word is taken by the editor’s own key, and the rest stays', async () => {
  await editor.show('word.ts');
  const text = await typeLine(editor);
  await editor.press('Control+ArrowRight');
  const rest = await editor.otherGhostText(text);
  await editor.picture('part');
  assert.ok(text.endsWith(rest), `${text}\n${rest}`);
  await editor.press('Tab');
  assert.equal(await editor.save('word.ts'), `${plain}${typed}${text}\n`);
});

test('typing through what is shown asks the model nothing', async () => {
  await editor.show('through.ts');
  const before = await editor.answers();
  const text = await typeLine(editor);
  for (let at = 0; at < text.length - 1; at++) {
    await editor.type(text[at]!);
    assert.equal(await editor.ghostText(text.slice(at + 1), 5000), text.slice(at + 1));
    // Longer than any wait for a next key: whoever would ask the model has done so.
    await editor.page.waitForTimeout(500);
    if (at === 1) await editor.picture('through');
  }
  assert.equal(await editor.answers(), before + 1);
});

test('beside the editor’s own list: what is shown begins with its entry', async () => {
  await editor.show('list.ts');
  await editor.goTo(line, typed.length);
  await editor.type('ndef');
  await editor.press('Control+Space');
  const entry = editor.page.locator('.suggest-widget.visible .monaco-list-row.focused');
  await entry.waitFor();
  const text = await editor.ghostText();
  await editor.picture('list');
  assert.match(await entry.innerText(), /undefined/);
  assert.match(text, /^ined/);
  await editor.press('Tab');
  assert.match(await editor.save('list.ts'), /if \(value === undefined\n/);
});

test('before closing characters: they are there once', async () => {
  await editor.show('middle.ts');
  const text = await typeLine(editor);
  await editor.picture('middle');
  await editor.press('Tab');
  const [completed = ''] = (await editor.save('middle.ts')).slice(plain.length).split('\n');
  assert.ok(completed.startsWith(typed + text.trimEnd().charAt(0)), completed);
  assert.equal(completed.split('(').length, completed.split(')').length, completed);
  assert.equal(completed.split('{').length, 2, completed);
});

test('undo takes all of it back, and it is not pressed on anybody again', async () => {
  await editor.show('undo.ts');
  const text = await typeLine(editor);
  await editor.press('Tab');
  await gone();
  await editor.press('Escape', 'Control+Z');
  assert.ok(await editor.isSilent());
  await editor.picture('undo');
  assert.equal(await editor.save('undo.ts'), `${plain}${typed}\n`);
  await editor.press('Control+Y');
  assert.equal(await editor.save('undo.ts'), `${plain}${typed}${text}\n`);
});
