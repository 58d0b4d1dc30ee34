/** The first minutes: the walkthrough and its sample, in English and in German; axe-core looks at what is ours. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { root } from '../../scripts/run.mjs';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { violations } from './axe.ts';
import { Editor } from './editor.ts';
import { viewIds } from '../../src/protocol/panel.ts';

const files = { 'a.ts': 'export const a = 1;\nexport const b = ' };
const german = JSON.parse(await readFile(`${root}package.nls.de.json`, 'utf8')) as Record<string, string>;
const english = JSON.parse(await readFile(`${root}package.nls.json`, 'utf8')) as Record<string, string>;
const steps = ['complete', 'keys', 'private', 'memory'];

let vsix: string;
let editor: Editor;
before(async () => {
  vsix = await packageExtension();
  editor = await Editor.start({ vsix, files, prepare: useModel });
});
after(() => editor.stop());

/** Opens the walkthrough; in a narrow window there would be no room for its pictures. */
async function getStarted(): Promise<void> {
  await editor.page.setViewportSize({ width: 1600, height: 900 });
  await editor.open('a.ts');
  await editor.waitForStatus(/ready/);
  await editor.command('Palimpsest: Get Started');
}

/** Opens one of its steps. */
async function step(name: string): Promise<void> {
  await editor.page.locator('.getting-started-step', { hasText: english[`walkthrough.${name}.title`]! }).click();
}

test('the walkthrough has four steps, each with its picture', async () => {
  await getStarted();
  const { page } = editor;
  for (const name of steps) {
    await step(name);
    const picture = page.locator('.getting-started-media img:visible');
    await picture.waitFor();
    assert.equal(await picture.getAttribute('alt'), english[`walkthrough.${name}.alt`]);
    const width = await picture.evaluate(async (image) => {
      await (image as HTMLImageElement).decode();
      return (image as HTMLImageElement).naturalWidth;
    });
    assert.ok(width > 600, `${name}: ${width} pixels`);
    await editor.picture(`walkthrough-${name}`);
  }
  assert.deepEqual(await violations(page, '.getting-started-media'), []);
});

test('the first step opens a sample, and there is a suggestion in it', async () => {
  await getStarted();
  await step('complete');
  await editor.page.locator('.getting-started-step.expanded .monaco-button').first().click();
  await editor.ghostText();
  await editor.picture('sample');
});

for (const theme of ['Light Modern', 'Dark Modern', 'Default High Contrast', 'Default High Contrast Light']) {
  test(`axe finds nothing in the view of the memory: ${theme}`, async () => {
    await editor.set({ 'workbench.colorTheme': theme });
    await editor.open('a.ts');
    await editor.waitForStatus(/ready/);
    await editor.showMemory();
    const body = editor.panelBody();
    const look = async (what: string) => {
      const frame = (await (await body.elementHandle()).ownerFrame())!;
      assert.deepEqual(await violations(frame), [], what);
    };
    await editor.clear(2, 'export const b = ');
    await editor.type('a');
    await editor.view('matrices');
    // The view remembers what was enlarged in the theme before.
    const back = body.locator('button.back');
    if (await back.isVisible()) await back.click();
    await look('all heads');
    await body.locator('button.head').first().click();
    await look('one head');
    const name = theme.toLowerCase().replaceAll(' ', '-');
    await editor.picture(`axe-${name}`);
    await back.click();
    const tabs = await body.locator('[role=tab]').evaluateAll((all) => all.map(({ id }) => id.replace('tab-', '')));
    for (const id of viewIds.filter((view) => tabs.includes(view))) {
      await editor.view(id);
      await look(id);
      await editor.picture(`view-${id}-${name}`);
    }
  });
}

test('in German everything of ours is German', async () => {
  const german_ = await Editor.start({ vsix, files, prepare: useModel, language: 'de' });
  try {
    await german_.open('a.ts');
    await german_.waitForStatus(/bereit/);
    const [title, state, ...lines] = await german_.menu();
    await german_.picture('menu-german');
    assert.equal(title, 'Palimpsest: bereit');
    assert.match(state!, /Vorschläge entstehen beim Tippen/);
    assert.match(lines.join('\n'), /Diagnose kopieren/);
    await german_.page.keyboard.press('Escape');
    await german_.showMemory(`Palimpsest: ${german['command.openPanel']!}`);
    await german_.panelBody().getByText('Noch nichts gelesen').waitFor();
    const frame = (await (await german_.panelBody().elementHandle()).ownerFrame())!;
    assert.deepEqual(await violations(frame), []);
    await german_.picture('panel-german');
  } finally {
    await german_.stop();
  }
});
