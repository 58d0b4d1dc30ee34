/** `npm run screenshot`: media/screenshot.png, as the README shows it, from the real editor on the sample files. */
import { readFile } from 'node:fs/promises';
import { root } from '../../scripts/run.mjs';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';

const path = 'src/tide.ts';
const text = await readFile(`${root}test/data/sample/${path}`, 'utf8');
const editor = await Editor.start({
  vsix: await packageExtension(),
  files: { [path]: text, 'src/view.tsx': await readFile(`${root}test/data/sample/src/view.tsx`, 'utf8') },
  settings: { 'workbench.colorTheme': 'Dark Modern', 'editor.minimap.enabled': false, 'editor.fontSize': 15 },
  prepare: useModel,
});
try {
  await editor.open(path);
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  const line = text.split('\n').findIndex((line) => line.includes('previous(time: Date)')) + 1;
  await editor.clear(line, '  ');
  await editor.goTo(line, 3);
  await editor.type('previous(time: Date): Tide | u');
  await editor.ghostText();
  await editor.view('matrices');
  await editor.page.screenshot({ path: `${root}media/screenshot.png` });
} finally {
  await editor.stop();
}
