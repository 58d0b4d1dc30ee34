/** The main job, in a real editor: a held-out file, half a line typed, ghost text, Tab, the file on disk; the panel. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { questionOf, surestPlaces, type Place } from './held-out.ts';
import { expectedCells, startOfDecoding } from './memory.ts';
import { unsure } from './plain.ts';

const extensions = ['.ts', '.js', '.py'];
let places: Place[];
let editor: Editor;

before(async () => {
  const vsix = await packageExtension();
  places = await surestPlaces(extensions);
  const files = places.map(({ path, before, indentation, after }) => [path, before + indentation + after]);
  editor = await Editor.start({
    vsix,
    // The whole line, as on the command line.
    settings: unsure,
    files: Object.fromEntries(files) as Record<string, string>,
    prepare: useModel,
  });
});
after(() => editor.stop());

for (const [i, extension] of extensions.entries()) {
  test(`a line of a held-out ${extension} file is completed as on the command line`, async () => {
    const place = places[i]!;
    await editor.open(place.path);
    await editor.waitForStatus(/ready/);
    await typeHalf(place);
    await editor.picture(`suggestion${extension}`);
    await editor.page.keyboard.press('Tab');
    const { prefix, suffix } = questionOf(place);
    assert.equal(await editor.save(place.path), prefix + place.completion + suffix);
    await editor.picture(`accepted${extension}`);
  });
}

test("the panel's pixels are the colours of the engine's W", async () => {
  const place = places[0]!;
  await editor.open(place.path);
  await editor.waitForStatus(/ready/);
  await editor.showMemory();
  await editor.clear(place.line, place.indentation);
  await typeHalf(place);
  await editor.view('matrices');
  const panel = await editor.panel();
  await editor.picture('panel');
  const state = await startOfDecoding(questionOf(place));
  for (const { layer, head, row, column, colour, what } of expectedCells(state, panel.scale)) {
    const pixel = await editor.panelPixel(layer, head, row, column);
    assert.deepEqual(pixel, [...colour, 255], `layer ${layer}, head ${head}, row ${row}, column ${column}: ${what}`);
  }
});

/** Types the half of the line, and waits for the ghost text that the command line gave for it. */
async function typeHalf({ line, indentation, typed, completion }: Place): Promise<void> {
  await editor.goTo(line, indentation.length + 1);
  await editor.type(typed);
  assert.equal(await editor.ghostText(completion), completion);
}
