/** The panel's account of who wrote what, in a real editor: from a typed word to the line that its tokens came from. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { root } from '../../scripts/run.mjs';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { violations } from './axe.ts';
import { Editor } from './editor.ts';

/** Two definitions, so that each is the other's control. */
const zebra = 'const zebraQuota = 4711;';
const ember = 'const emberWindow = 815;';
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

/** The farthest that a definition's name is completed from in over 80% of cases: a hundred lines (docs/evaluation.md). */
const distance = 100;
const tide = (await readFile(`${root}test/data/sample/src/tide.ts`, 'utf8')).split('\n');
const planted = [zebra, markup, ember, ...[...tide, ...tide, ...tide].slice(0, distance)];
const end = planted.length + 1;

let editor: Editor;

before(async () => {
  const files = {
    'zebra.ts': `${planted.join('\n')}\n\n`,
    [hostile]: `${herd.join('\n')}\n\n`,
  };
  editor = await Editor.start({ vsix: await packageExtension(), files, prepare: useModel });
});
after(() => editor.stop());

/** The lines of the text that are tinted. */
function tinted(): Promise<string[]> {
  return editor
    .panelBody()
    .locator('#view-reads .tokens.text')
    .evaluateAll((rows) =>
      rows
        .filter((row) =>
          [...row.querySelectorAll<HTMLElement>('.token')].some((token) => token.style.backgroundColor !== ''),
        )
        .map((row) => row.textContent.replace(/^\d+/, '').trim()),
    );
}

test('a definition 100 lines up is tinted where its name is completed, and no other; a click goes to its line', async () => {
  await editor.open('zebra.ts');
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  await editor.goTo(end, 1);
  await editor.type('zebraQ');
  await editor.ask();
  await editor.view('reads');
  const panel = editor.panelBody();
  const view = panel.locator('#view-reads');
  const first = view.locator('.most .line').first();
  await view.locator('.reads[data-ground="copies"]').waitFor({ timeout: 120_000 });
  assert.match(await first.innerText(), /^\+\d[\d.]+%\s+zebra\.ts:1\s+const zebraQuota = 4711;$/);

  // It is older than what is told apart at once; who calls off what is older keeps what is there.
  const rows = view.locator('.tokens.text');
  const usual = await rows.count();
  const farther = view.getByRole('button', { name: 'Read farther back' });
  await farther.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  assert.equal(await rows.count(), usual);
  await farther.click();
  await editor.until(async () => (await rows.count()) > usual);
  assert.deepEqual(await tinted(), [zebra]);

  await editor.clear(end, 'ember');
  await editor.type('W');
  await editor.ask();
  await editor.until(async () => (await first.innerText()).includes('zebra.ts:3'));
  assert.deepEqual(await tinted(), [ember]);
  await editor.picture('reads');

  await view.getByRole('button', { name: /^the memory: / }).click();
  await editor.until(async () => (await tinted()).length > 50);
  await editor.picture('reads-memory');
  await view.getByRole('button', { name: /^copied: / }).click();
  await rows.filter({ hasText: ember }).locator('.token').first().click();
  await editor.page
    .getByText(/^Ln 3, Col/)
    .first()
    .waitFor({ timeout: 60_000 });
  assert.equal(await panel.locator('.token-text img, .token-text b').count(), 0);
  assert.ok((await panel.locator('.token-text').first().innerText()).includes(markup));
  const frame = (await (await panel.elementHandle()).ownerFrame())!;
  assert.deepEqual(await violations(frame), []);
});

test('what would be suggested without a head and without a line; lines and the file forgotten, remembered again, and everything forgotten', async () => {
  const panel = editor.panelBody();
  const ask = async (name: string): Promise<string[]> => {
    await panel.getByRole('button', { name, exact: true }).click();
    await panel.locator('#view-reads .what-if dt').filter({ hasText: name }).waitFor({ timeout: 120_000 });
    const guesses = await panel.locator('#view-reads .what-if code').allInnerTexts();
    assert.equal(guesses.length, 2);
    assert.ok(guesses[0]!.startsWith('indow'), guesses[0]);
    return guesses;
  };
  const without = await ask('without line 3');
  await editor.picture('what-if');
  assert.ok(!without[1]!.startsWith('indow'), without[1]);
  for (const [label, option] of [
    ['Layers shown', 'Layer 3'],
    ['Heads shown', 'Head 3'],
  ] as const) {
    await panel.getByRole('combobox', { name: label }).click();
    await panel.getByRole('option', { name: option, exact: true }).click();
  }
  await ask('without Layer 3, head 3');

  await editor.goTo(end, 1);
  const read = panel.locator('#view-reads .token-text');
  const forget = panel.locator('#view-reads').getByRole('group', { name: 'Forget' }).getByRole('button');
  const row = (text: string) => read.locator('.tokens.text').filter({ hasText: text }).locator('.token').first();
  await row(zebra).click();
  await row(ember).click({ modifiers: ['Shift'] });
  await forget.filter({ hasText: 'lines 1 to 3' }).click();
  await editor.until(async () => !(await read.innerText()).includes('emberWindow = 815'));
  const left = await read.innerText();
  assert.ok(left.includes(tide[0]!) && !left.includes(markup) && !left.includes(zebra), left.slice(0, 500));
  await editor.command('Palimpsest: Forget This File');
  await editor.until(async () => !(await read.innerText()).includes(tide[0]!));
  await editor.picture('forgotten');

  await editor.goTo(end, 1);
  await editor.command('Palimpsest: Remember Again');
  await editor.until(async () => (await read.innerText()).includes(tide[0]!));
  await forget.filter({ hasText: 'everything' }).click();
  await panel.getByText('Nothing read yet').waitFor();
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
