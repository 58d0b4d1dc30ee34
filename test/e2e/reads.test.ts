/** The panel's account of who wrote what, in a real editor: from a typed word to the line that its tokens came from. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { violations } from './axe.ts';
import { Editor } from './editor.ts';

const definition = 'const zebraQuota = 4711;';
const between = Array.from({ length: 6 }, (_, i) => `export const limit${i} = ${i + 2} * scale;`);
/** Nothing that stands in a file becomes markup. */
const markup = '// </span><img src=x onerror=document.body.dataset.owned=1><b>bold</b>';

/** Nor does what a file is called. */
const hostile = '<img src=x onerror=document.body.dataset.owned=1>.ts';
const herd = [
  'export interface Herd {',
  '  readonly zebras: number;',
  '}',
  markup,
  'export function countStripes(herd: Herd): number {',
  '  return herd.zebras * 26;',
  '}',
  ...between,
];

let editor: Editor;

before(async () => {
  const files = {
    'zebra.ts': `${[definition, markup, ...between].join('\n')}\n\n`,
    [hostile]: `${herd.join('\n')}\n\n`,
  };
  editor = await Editor.start({ vsix: await packageExtension(), files, prepare: useModel });
});
after(() => editor.stop());

test('a click on a token that was read goes to the line it stands on', async () => {
  await editor.open('zebra.ts');
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  await editor.goTo(between.length + 3, 1);
  await editor.type('zebraQ');
  await editor.ask();
  await editor.view('reads');
  const panel = editor.panelBody();
  await panel.locator('.reads[data-target]').waitFor({ timeout: 120_000 });
  await editor.picture('reads');
  const row = panel.locator('.tokens.text').filter({ hasText: definition });
  await row.locator('.token').first().click();
  await editor.page
    .getByText(/^Ln 1, Col/)
    .first()
    .waitFor({ timeout: 60_000 });
  await editor.picture('reads-opened');
  assert.equal(await panel.locator('.token-text img, .token-text b').count(), 0);
  assert.ok((await panel.locator('.token-text').first().innerText()).includes(markup));
  const frame = (await (await panel.elementHandle()).ownerFrame())!;
  assert.deepEqual(await violations(frame), []);
});

test('what would be suggested without a line; and the file forgotten, and remembered again', async () => {
  const panel = editor.panelBody();
  await panel.getByRole('button', { name: 'without line 1' }).click();
  await panel.locator('.what-if[data-answered]').waitFor({ timeout: 120_000 });
  await editor.picture('what-if');
  const guesses = await panel.locator('.what-if code').allInnerTexts();
  assert.equal(guesses.length, 2);
  assert.ok(guesses[0]!.startsWith('uota') && !guesses[1]!.startsWith('uota'), guesses.join(' | '));

  const tokens = async () => Number(await panel.getAttribute('data-tokens'));
  const all = await tokens();
  await editor.goTo(between.length + 3, 1);
  await editor.command('Palimpsest: Forget This File');
  await editor.until(async () => (await tokens()) < all / 2);
  const text = panel.locator('.token-text').first();
  await editor.until(async () => !(await text.innerText()).includes('zebraQuota'));
  await editor.picture('forgotten');
  assert.ok(!(await text.innerText()).includes('limit'));

  await editor.command('Palimpsest: Remember Again');
  await editor.until(async () => (await tokens()) > all / 2);
});

test('which definitions are still known, the curve of one, and keys that collide; no name or text becomes markup', async () => {
  await editor.open(hostile);
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  await editor.goTo(herd.length + 2, 1);
  await editor.type('countS');
  await editor.ask();
  await editor.view('remembered');
  const panel = editor.panelBody();
  const symbols = panel.locator('.symbols [role=option]');
  await symbols.first().waitFor({ timeout: 120_000 });
  const names = await symbols.locator('code').allTextContents();
  assert.deepEqual(names, ['Herd', 'countStripes', ...between.map((_, i) => `limit${i}`)]);
  for (const said of await symbols.locator('.said').allTextContents()) assert.match(said, /^\d+ %$/);

  await symbols.filter({ hasText: 'countStripes' }).click();
  await panel.locator('.reads[data-curve="countStripes"]').waitFor({ timeout: 60_000 });
  const facts = await panel.locator('#view-remembered .summary').innerText();
  const [, written, now] = /(\d+) % when it was written, (\d+) % now, \d+ tokens later/.exec(facts)!;
  assert.ok(Number(written) > 50 && Number(now) < Number(written), facts);
  assert.equal(await symbols.filter({ hasText: 'countStripes' }).locator('.said').innerText(), `${now} %`);
  const drawn = await panel.locator('#view-remembered .plot canvas').evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    return (element as HTMLCanvasElement)
      .getContext('2d')!
      .getImageData(0, 0, width, height)
      .data.some((n) => n > 0);
  });
  assert.ok(drawn);

  const frame = (await (await panel.elementHandle()).ownerFrame())!;
  assert.deepEqual(await violations(frame), []);
  await editor.picture('remembered');
  assert.ok((await panel.locator('#view-remembered .token-text').textContent())!.includes(hostile));
  await panel.getByRole('button', { name: 'Go to its place' }).click();
  await editor.page
    .getByText(/^Ln 5, Col/)
    .first()
    .waitFor({ timeout: 60_000 });

  await editor.view('capacity');
  await panel.locator('.pairs li').first().waitFor({ timeout: 120_000 });
  assert.deepEqual(await violations(frame), []);
  await editor.picture('collisions');
  assert.equal(await panel.locator('img, b').count(), 0);
  assert.equal(await panel.getAttribute('data-owned'), null);
});
