/** A model folder of one's own: chosen in the editor, checked, and told about once where it can not be used. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root } from '../../scripts/run.mjs';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';

const repeated = `${'  if (value === undefined) {\n    return undefined;\n  }\n'.repeat(6)}  if (value === \n`;
let folder: string;
let editor: Editor;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-model-'));
  await cp(process.env.PALIMPSEST_MODEL ?? `${root}models`, folder, { recursive: true });
  await rename('our-own-model');
  editor = await Editor.start({ vsix: await packageExtension(), files: { 'a.ts': repeated }, prepare: useModel });
  await editor.open('a.ts');
  await editor.waitForStatus(/ready/);
});
after(async () => {
  await editor.stop();
  await rm(folder, { recursive: true });
});

async function rename(name: string): Promise<void> {
  const path = join(folder, 'model.json');
  const model = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...model, name }));
}

/** The line of the menu that names the model. */
async function modelInUse(): Promise<string> {
  const lines = await editor.menu();
  await editor.page.keyboard.press('Escape');
  return lines.find((line) => line.includes(' on ')) ?? '';
}

test('a folder is chosen, checked and used', async () => {
  await editor.command('Palimpsest: Choose a Model Folder', { asks: true });
  const input = editor.page.locator('.quick-input-widget input[placeholder="Folder path"]');
  await input.fill(`${folder}/`);
  await editor.page.locator('.quick-input-widget a.monaco-button', { hasText: 'Use This Model' }).click();
  await editor.waitForStatus(/loading/);
  await editor.waitForStatus(/ready/);
  assert.match(await modelInUse(), /our-own-model on wasm/);
  await editor.goTo(19, 17);
  await editor.type('u');
  await editor.ghostText();
  await editor.picture('own-model');
});

test('a damaged one is told about once, and the shipped model serves', async () => {
  const path = join(folder, 'weights.bin');
  const bytes = await readFile(path);
  bytes[1000]! ^= 1;
  await writeFile(path, bytes);
  // Its sound weights lie in the cache under their checksum: another model.json asks for others.
  const json = join(folder, 'model.json');
  await writeFile(json, (await readFile(json, 'utf8')).replace(/("weights":\{[^}]*"sha256":")./, '$10'));
  for (let times = 0; times < 2; times++) {
    await editor.command('Palimpsest: Restart the Engine');
    await editor.waitForStatus(/loading/);
    await editor.waitForStatus(/ready/);
  }
  // A toast goes away by itself; the list has them all.
  await editor.command('Notifications: Show Notifications');
  const told = await editor.page.locator('.notifications-center .notification-list-item-message').allTextContents();
  await editor.picture('own-model-damaged');
  assert.equal(told.length, 1, told.join('\n'));
  assert.match(told[0]!, /Your own model can not be used: weights\.bin is damaged.*The shipped model serves instead/);
  assert.match(await modelInUse(), /palimpsest-.* on wasm/);
});

test('back to the shipped model', async () => {
  await editor.command('Palimpsest: Choose a Model Folder', { asks: true });
  await editor.choose('Use the Shipped Model');
  await editor.waitForStatus(/loading/);
  await editor.waitForStatus(/ready/);
  assert.match(await modelInUse(), /palimpsest-.* on wasm/);
});
