/** The panel's account of who wrote what, in a real editor: from a typed word to the line that its tokens came from. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { root } from '../../scripts/run.mjs';
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

/** A definition with more before it than is told apart at once, and so much after it as most names are completed across. */
const tide = (await readFile(`${root}test/data/sample/src/tide.ts`, 'utf8')).trimEnd().split('\n');
const planted = 'const mapleBudget = 4711;';
const far = [...tide, ...tide, ...tide, planted, ...tide.slice(0, 30)];

let editor: Editor;

before(async () => {
  const files = {
    'zebra.ts': `${[definition, markup, ...between].join('\n')}\n\n`,
    [hostile]: `${herd.join('\n')}\n\n`,
    'far.ts': `${far.join('\n')}\n\n`,
  };
  editor = await Editor.start({ vsix: await packageExtension(), files, prepare: useModel });
});
after(() => editor.stop());

/** How much is read from the name of the definition, per cent: each of its tokens pointed at, as a person would. */
async function readFromName(): Promise<number> {
  const panel = editor.panelBody();
  const tokens = panel.locator('#view-reads .tokens.text').filter({ hasText: definition }).locator('.token');
  const [first, last] = [definition.indexOf('zebraQuota'), definition.indexOf(' =')];
  let [column, sum] = [0, 0];
  for (const [at, text] of (await tokens.allTextContents()).entries()) {
    const end = column + text.length;
    if (column < last && end > first) {
      await tokens.nth(at).hover();
      const said = await panel.locator('footer .readout .number:visible').innerText();
      sum += Number(said.replace('\u2212', '-').replace('%', ''));
    }
    column = end;
  }
  return sum;
}

test('a definition is read from where its name is completed, and a click on it goes to its line', async () => {
  await editor.open('zebra.ts');
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  await editor.goTo(between.length + 3, 1);
  await editor.type('lim');
  await editor.ask();
  await editor.view('reads');
  const panel = editor.panelBody();
  const predicted = (text: string) => panel.locator('#view-reads .chip').filter({ hasText: text }).first();
  await panel.locator('.reads[data-target]').waitFor({ timeout: 120_000 });
  const elsewhere = await readFromName();
  await editor.clear(between.length + 3, 'zebra');
  await editor.type('Q');
  await editor.ask();
  // The word's last letters are finished token by token: Qu, ota.
  await predicted('ota').waitFor({ timeout: 120_000 });
  const read = await readFromName();
  assert.ok(read > 2 * Math.max(0, elsewhere), `${read} % where it is completed, ${elsewhere} % elsewhere`);
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

test('what would be suggested without the memory and without a line; lines, the file and everything forgotten', async () => {
  const panel = editor.panelBody();
  const ask = async (name: string) => {
    await panel.getByRole('button', { name, exact: true }).click();
    await panel.locator('.what-if dt').filter({ hasText: name }).waitFor({ timeout: 120_000 });
    const guesses = await panel.locator('.what-if code').allInnerTexts();
    assert.equal(guesses.length, 2);
    assert.ok(guesses[0]!.startsWith('uota'), guesses[0]);
    return { guess: guesses[1]!, sure: await panel.locator('.what-if .sure').allInnerTexts() };
  };
  const { sure } = await ask('without any memory');
  assert.notEqual(sure[0], sure[1]);
  const { guess } = await ask('without line 1');
  await editor.picture('what-if');
  assert.ok(!guess.startsWith('uota'), guess);

  const tokens = async () => Number(await panel.getAttribute('data-tokens'));
  const all = await tokens();
  await editor.goTo(between.length + 3, 1);
  const forget = panel.getByRole('group', { name: 'Forget' }).getByRole('button');
  await panel
    .locator('.tokens.text')
    .filter({ hasText: between[0]! })
    .locator('.token')
    .first()
    .click({ modifiers: ['Shift'] });
  await forget.filter({ hasText: 'lines 1 to 3' }).click();
  const read = panel.locator('.token-text').first();
  await editor.until(async () => !(await read.innerText()).includes(between[0]!));
  const left = await read.innerText();
  assert.ok(left.includes(between[1]!) && !left.includes(markup) && !left.includes(definition), left);
  await editor.command('Palimpsest: Forget This File');
  await editor.until(async () => (await tokens()) < all / 2);
  await editor.until(async () => !(await read.innerText()).includes('limit'));
  await editor.picture('forgotten');

  await forget.filter({ hasText: 'everything' }).click();
  await panel.getByText('Nothing read yet').waitFor();
  await editor.command('Palimpsest: Remember Again');
  await editor.until(async () => (await tokens()) > all / 2);
});

test('a name is completed across 30 lines, and what was read farther back is told apart once it is asked for', async () => {
  await editor.open('far.ts');
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  await editor.goTo(far.length + 1, 1);
  await editor.type('mapleB');
  await editor.ask();
  const text = await editor.ghostText();
  assert.ok(text.startsWith('udget'), text);
  await editor.view('reads');
  const panel = editor.panelBody();
  const lines = panel.locator('#view-reads .tokens.text');
  await lines.filter({ hasText: planted }).waitFor({ timeout: 120_000 });
  const before = await lines.count();
  await panel.locator('#view-reads').getByRole('button', { name: 'Read farther back' }).click();
  await editor.until(async () => (await lines.count()) > before);
  assert.ok((await lines.first().innerText()).includes(far[0]!));
  await editor.view('working');
  assert.ok((await panel.locator('#view-working').innerText()).includes(`far.ts:${far.indexOf(planted) + 1}`));
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
  assert.ok(await symbols.first().locator('.place').isVisible());
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
