/** A model folder of one's own: chosen in the editor, checked, and told about once where it can not be used. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { root } from '../../scripts/run.mjs';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { open, typeLine, unsure } from './plain.ts';

let folder: string;
let editor: Editor;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-model-'));
  const files = { 'a.ts': open };
  editor = await Editor.start({ vsix: await packageExtension(), files, settings: unsure, prepare: useModel });
});
after(async () => {
  await editor.stop();
  await rm(folder, { recursive: true });
});

/** A copy of the model with a name of its own; what is damaged has the checksum of something else. */
async function model(name: string, { damaged = false } = {}): Promise<string> {
  const copy = join(folder, name);
  await cp(process.env.PALIMPSEST_MODEL ?? `${root}models`, copy, { recursive: true });
  const path = join(copy, 'model.json');
  const card = JSON.parse(await readFile(path, 'utf8')) as { files: { weights: { sha256: string } } };
  const { weights } = card.files;
  if (damaged) weights.sha256 = weights.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  await writeFile(path, JSON.stringify({ ...card, name }));
  return copy;
}

/** Opens the file with what the setting says. */
async function openWith(model: string | undefined): Promise<void> {
  await editor.set({ 'palimpsest.model': model === undefined ? '' : editor.address(model) });
  await editor.open('a.ts');
  await editor.waitForStatus(/ready/);
}

/** Chooses a folder in the dialog, which looks the path up as it is written, and may take no press of its button till then. */
async function chooseFolder(path: string): Promise<void> {
  await editor.command('Palimpsest: Choose a Model Folder', { asks: true });
  const input = editor.page.locator('.quick-input-widget input[placeholder="Folder path"]');
  const use = editor.page.locator('.quick-input-widget a.monaco-button', { hasText: 'Use This Model' });
  await editor.until(async () => {
    await input.fill(`${path}/`);
    await use.click();
    return gone(input);
  });
}

/** Whether it goes away within some seconds. */
async function gone(what: Locator): Promise<boolean> {
  return what.waitFor({ state: 'hidden', timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

/** The line of the menu that names the model. */
async function modelInUse(): Promise<string> {
  const lines = await editor.menu();
  await editor.press('Escape');
  return lines.find((line) => line.includes(' on ')) ?? '';
}

test('a folder is chosen, checked and used', async () => {
  await openWith(undefined);
  const own = await model('our-own-model');
  await editor.passes(/loading/, () => chooseFolder(own));
  await editor.waitForStatus(/ready/);
  assert.match(await modelInUse(), /our-own-model on \w+/);
  await typeLine(editor);
  await editor.picture('own-model');
});

test('a damaged one is told about once, and the shipped model serves', async () => {
  await openWith(await model('damaged', { damaged: true }));
  for (let times = 0; times < 2; times++) {
    await editor.passes(/loading/, () => editor.command('Palimpsest: Restart the Engine'));
    await editor.waitForStatus(/ready/);
  }
  // A toast goes away by itself; the list has them all.
  await editor.command('Notifications: Show Notifications');
  const told = await editor.page.locator('.notifications-center .notification-list-item-message').allTextContents();
  await editor.picture('own-model-damaged');
  assert.equal(told.length, 1, told.join('\n'));
  assert.match(told[0]!, /Your own model can not be used: weights\.bin is damaged.*The shipped model serves instead/);
  assert.match(await modelInUse(), /palimpsest-.* on \w+/);
});

test('back to the shipped model', async () => {
  await openWith(await model('left-again'));
  assert.match(await modelInUse(), /left-again on \w+/);
  await editor.command('Palimpsest: Choose a Model Folder', { asks: true });
  await editor.passes(/loading/, () => editor.choose('Use the Shipped Model'));
  await editor.waitForStatus(/ready/);
  assert.match(await modelInUse(), /palimpsest-.* on \w+/);
});
