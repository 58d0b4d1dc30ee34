/** Where nothing is suggested, in one editor: a file for each reason, so that none depends on another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { line, open, plain, typed, typeLetter, unsure } from './plain.ts';

const files = {
  'inside.ts': `${plain}  const sum = value + value;\n`,
  'comment.ts': `${plain}\n`,
  'manual.js': open,
  'deleted.ts': `${plain}${typed}d\n`,
  '.env': 'SECRET = 1\nTOKEN = 2\nPASSWORD = \n',
  'generated/code.ts': open,
  '.gitignore': 'generated/\n',
};
const settings = {
  ...unsure,
  '[javascript]': { 'palimpsest.mode': 'manual' },
  // A language in which suggestions are made, so that it is the name alone that keeps them away.
  'files.associations': { '.env': 'python' },
};

let editor: Editor;
before(async () => {
  editor = await Editor.start({ vsix: await packageExtension(), files, settings, prepare: useModel });
  await editor.open('inside.ts');
  await editor.waitForStatus(/ready/);
});
after(() => editor.stop());

test('inside of a word, and before other text on the line', async () => {
  await editor.show('inside.ts');
  await editor.goTo(line, '  const sum = '.length + 1);
  await editor.type('v');
  assert.ok(await editor.isSilent());
  await editor.goTo(line, '  const sum = vvalue '.length + 1);
  await editor.type('- value ');
  assert.ok(await editor.isSilent());
  await editor.picture('inside');
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
  await typeLetter(editor);
  await editor.ask();
  assert.ok(await editor.isSilent());
  await editor.picture('ignored');
  await editor.write('.gitignore', '# nothing\n');
  await editor.waitForStatus(/ready/);
  await editor.type('d');
  await editor.ghostText();
});

test('a comment is left to its writer, unless they ask', async () => {
  await editor.show('comment.ts');
  await editor.goTo(line, 1);
  await editor.type(typed.replace('if', '// if'));
  assert.ok(await editor.isSilent());
  await editor.picture('comment');
  await editor.ask();
  await editor.ghostText();
});

test('manual mode: nothing until it is asked for, then typed through', async () => {
  await editor.show('manual.js');
  await typeLetter(editor);
  assert.ok(await editor.isSilent());
  await editor.ask();
  const text = await editor.ghostText();
  await editor.picture('manual');
  await editor.type(text[0]!);
  assert.equal(await editor.ghostText(text.slice(1)), text.slice(1));
});

test('after a deletion', async () => {
  await editor.show('deleted.ts');
  await editor.goTo(line, typed.length + 2);
  await editor.press('Backspace');
  assert.ok(await editor.isSilent());
  await editor.picture('deleted');
});
