/**
 * `npm run pictures`: the walkthrough's pictures and the README's, all from the real editor. A model that suggests
 * something else wants other pictures: look at them before they are committed.
 *
 *   npm run pictures -- typing        only those whose name has this in it
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { root } from '../../scripts/run.mjs';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Film } from './film.ts';
import { Editor } from './editor.ts';

const out = `${root}media/walkthrough/`;
const wanted = process.argv[2] ?? '';
const sample = await readFile(`${out}sample.txt`, 'utf8');
const [before] = sample.split('║') as [string, string];
const line = before.split('\n').length;
const typed = before.split('\n').at(-1)!;
const path = 'tides.ts';
const files = { [path]: sample.replace(typed + '║', '') };

const calm = {
  // One line at a time is easier to follow.
  'palimpsest.blocks': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 15,
  'editor.lineHeight': 24,
  'editor.scrollBeyondLastLine': false,
  'editor.stickyScroll.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.lightbulb.enabled': 'off',
  'editor.autoClosingComments': 'never',
  'editor.matchBrackets': 'never',
  'editor.cursorBlinking': 'solid',
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.editor.showTabs': 'single',
};

await mkdir(out, { recursive: true });
const vsix = await packageExtension();
for (const [name, theme] of [
  ['dark', 'Dark Modern'],
  ['light', 'Light Modern'],
] as const) {
  if (`walkthrough-${name}`.includes(wanted)) await walkthrough(name, theme);
}
if ('typing'.includes(wanted)) await typing();

/** The four steps in one theme. */
async function walkthrough(name: string, theme: string): Promise<void> {
  const editor = await start(theme, { width: 1060, height: 640 }, 2);
  const { page } = editor;
  const width = 640;
  const height = 400;
  try {
    const shoot = async (step: string, x: number, y: number, size = { width, height }) => {
      const film = new Film(page, { x, y, ...size });
      await film.take(0);
      await writeFile(`${out}${step}-${name}.png`, film.encode());
    };
    const around = async () => {
      const ghost = await page.locator('.ghost-text-decoration').first().boundingBox();
      const view = await page.locator('.editor-instance').first().boundingBox();
      return [view!.x, Math.max(view!.y, Math.min(ghost!.y - 260, view!.y + view!.height - height))] as const;
    };
    await editor.command('View: Close Primary Side Bar').catch(() => undefined);
    await editor.goTo(line, 1);
    await editor.type(typed);
    await editor.ghostText();
    await shoot('complete', ...(await around()));
    await page.keyboard.press('Control+ArrowRight');
    await page.waitForTimeout(500);
    await editor.ghostText();
    await shoot('keys', ...(await around()));
    await page.keyboard.press('Tab');
    await editor.menu();
    await page.mouse.move(5, 300);
    const menu = await page.locator('.quick-input-widget').boundingBox();
    await page.waitForTimeout(300);
    await shoot('private', menu!.x + menu!.width / 2 - width / 2, Math.max(0, menu!.y - 8));
    await page.keyboard.press('Escape');
    await editor.showMemory();
    await editor.clear(line, '  ');
    await editor.goTo(line, 3);
    await editor.type(typed.trim());
    await editor.ghostText();
    await editor.view('matrices');
    await page.mouse.move(800, 500);
    await shoot('memory', 48, 0, { width: 960, height: 600 });
  } finally {
    await editor.stop();
  }
}

/** Somebody types; suggestions come and are taken, and the memory changes beside them. */
async function typing(): Promise<void> {
  const editor = await start('Dark Modern', { width: 1180, height: 800 }, 1.3);
  const { page } = editor;
  const film = new Film(page, { x: 48, y: 0, width: 1132, height: 778 });
  const write = async (text: string) => {
    for (const character of text) {
      await page.keyboard.insertText(character);
      await film.take(70);
    }
  };
  const accept = async () => {
    await editor.ghostText(undefined, 20_000);
    await editor.panel();
    await film.take(1100);
    await page.keyboard.press('Tab');
    await page.waitForTimeout(200);
    await film.take(600);
  };
  /** What is missing of the line that the cursor is in: as much was suggested as the model was sure of. */
  const left = async (whole: string) => {
    const begun = (await editor.save(path)).split('\n')[line]!;
    if (!whole.startsWith(begun)) throw new Error(`another text is wanted for the film: "${begun}" was suggested`);
    return whole.slice(begun.length);
  };
  try {
    await editor.showMemory();
    // The tabs are there once something was read.
    await editor.goTo(line, 1);
    await editor.type(typed);
    await editor.ghostText(undefined, 20_000);
    await editor.view('matrices');
    await editor.clear(line - 1, '  /** The tide that comes after a time. */');
    await editor.clear(line, '  ');
    await film.take(600);
    await write('after(time: number): Tide | u');
    await accept();
    await write('\n    return this.#tides.');
    await accept();
    await write(`${await left('    return this.#tides.find((tide) => tide.time >= time);')}\n  }`);
    await film.take(1800);
    await writeFile(`${root}media/typing.png`, film.encode());
  } finally {
    await editor.stop();
  }
}

async function start(theme: string, viewport: { width: number; height: number }, scale: number): Promise<Editor> {
  const editor = await Editor.start({
    vsix,
    files,
    settings: { 'workbench.colorTheme': theme, ...calm },
    prepare: useModel,
    viewport,
    scale,
  });
  await editor.open(path);
  await editor.waitForStatus(/ready/);
  return editor;
}
