/** Where files come from: several folders in one window, and a workspace that nobody has said to trust. */
import { test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { open, typeLine, unsure } from './plain.ts';

test('two folders in one window: each has suggestions, and its own ignore file', async () => {
  const files = {
    'first/a.ts': open,
    'first/.gitignore': 'b.ts\n',
    'second/b.ts': open,
    'both.code-workspace': JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }),
  };
  const editor = await Editor.start({ vsix: await packageExtension(), files, settings: unsure, prepare: useModel });
  try {
    await editor.open('first/a.ts', 'both.code-workspace');
    await editor.waitForStatus(/ready/);
    await typeLine(editor);
    await editor.show('second/b.ts');
    await editor.waitForStatus(/ready/);
    await typeLine(editor);
    await editor.picture('multi-root');
  } finally {
    await editor.stop();
  }
});

test('a workspace that nobody has said to trust', async () => {
  const restricted = { files: { 'a.ts': open }, settings: unsure, restricted: true };
  const editor = await Editor.start({ vsix: await packageExtension(), prepare: useModel, ...restricted });
  try {
    await editor.open('a.ts');
    await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await editor.waitForStatus(/ready/);
    await typeLine(editor);
    await editor.picture('restricted');
  } finally {
    await editor.stop();
  }
});
