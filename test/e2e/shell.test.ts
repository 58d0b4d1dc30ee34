/** What stands around a suggestion: the menu, pauses, counts, diagnostics, a resting engine, two windows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { open, unsure } from './plain.ts';

/** The editor's own list comes where nothing is suggested, as a new VS Code has it; it waits for that, and has no entries. */
const listed = {
  'editor.quickSuggestions': { other: 'offWhenInlineCompletions', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'js/ts.suggest.enabled': false,
  'typescript.suggest.enabled': false,
};

let editor: Editor;
before(async () => {
  editor = await Editor.start({
    vsix: await packageExtension(),
    // One line at a time, and nothing that follows by itself: what is counted here is plain.
    settings: { ...unsure, ...listed, 'palimpsest.blocks': false },
    files: { 'a.ts': open, 'b.ts': open },
    prepare: useModel,
  });
  await editor.open('a.ts');
  await editor.waitForStatus(/ready/);
});
after(() => editor.stop());

/** Begins a line at the file's end that no neighbour is the same as; in those above something was deleted, or taken. */
async function begin(where = editor): Promise<void> {
  const { keyboard } = where.page;
  await where.page.locator('.editor-instance .view-lines').first().click();
  await keyboard.press('Escape');
  await keyboard.press('Control+End');
  await keyboard.insertText('\n    return undefined;\n  }\n  if (value === ');
  await where.page.waitForTimeout(500);
  await where.type('un');
}

/**
 * The end of that line, for where none is suggested. The editor keeps what is not saved, also for a window that is loaded
 * again; and below many lines that end in their middle, a model rightly has nothing to add to the next one.
 */
const ending = 'defined) {';

/** Begins to count anew. */
async function reset(): Promise<void> {
  await editor.command('Palimpsest: Reset the Counts');
}

/** Takes what is suggested on a line of its own. */
async function accept(): Promise<string> {
  await begin();
  const text = await editor.ghostText();
  await editor.page.keyboard.press('Tab');
  await editor.page.waitForTimeout(500);
  return text;
}

test('the menu says what is going on, and counts what came of it', async () => {
  await reset();
  const text = await accept();
  // What follows the accepted line is shown by then, or will be.
  const shown = (await editor.isSilent(1500)) ? '[12]' : '2';
  const [title, state, ...lines] = await editor.menu();
  await editor.picture('menu');
  await editor.page.keyboard.press('Escape');
  assert.match(title!, /^Palimpsest: ready$/);
  assert.match(state!, /while you type/);
  const all = lines.join('\n');
  assert.match(all, /palimpsest-.* on [\w-]+ · last suggestion in [\d.,]+ ms/);
  assert.match(all, new RegExp(`${shown} shown, 1 accepted .*${text.length} characters saved`));
  const pauses = [
    'Pause in This File',
    'Pause in This Language',
    'Pause in This Workspace',
    'Pause for an Hour',
    'Snooze',
  ];
  const rest = ['Show the Memory', 'Settings', 'Show Log', 'Copy Diagnostics', 'Restart the Engine', 'Get Started'];
  for (const label of [...pauses, 'Turn Off', ...rest]) assert.ok(all.includes(label), label);
});

test('a suggestion that is typed into is counted once', async () => {
  await reset();
  await begin();
  const text = await editor.ghostText();
  for (const key of text.slice(0, 3)) {
    await editor.type(key);
    await editor.page.waitForTimeout(300);
  }
  const lines = (await editor.menu()).join('\n');
  await editor.page.keyboard.press('Escape');
  assert.match(lines, /1 shown, 0 accepted/);
  await editor.type(text.slice(3));
});

test('what the editor gave up waiting for is shown when it is there', async () => {
  await reset();
  await editor.page.locator('.editor-instance .view-lines').first().click();
  await editor.press('Control+End');
  await editor.page.keyboard.insertText('\n    return undefined;\n  }\n  if (value === ');
  await editor.command('Palimpsest: Restart the Engine');
  // It waits for 750 ms, the model takes longer to load, and no other key is pressed.
  await editor.type('un');
  await editor.ghostText();
  await editor.press('Tab');
});

for (const [label, reason] of [
  ['Pause in This File', /off\. Suggestions are paused in this file/],
  ['Pause in This Language', /off\. Suggestions are paused in this language/],
  ['Pause in This Workspace', /off\. Suggestions are paused in this workspace/],
  ['Pause for an Hour', /off\. Suggestions are paused until \d/],
] as const) {
  test(`${label}: quiet until it is resumed`, async () => {
    await editor.menu();
    await editor.choose(label);
    await editor.waitForStatus(reason);
    await begin();
    assert.ok(await editor.isSilent());
    await editor.picture(label.toLowerCase().replaceAll(' ', '-'));
    await editor.type(ending);
    await editor.menu();
    await editor.choose('Resume');
    await editor.waitForStatus(/ready/);
    await accept();
  });
}

test('a pause in a file leaves the other files alone', async () => {
  await editor.menu();
  await editor.choose('Pause in This File');
  await editor.waitForStatus(/paused/);
  // VS Code for the web writes down what is to outlive the page every few seconds.
  await editor.page.waitForTimeout(6000);
  await editor.open('b.ts');
  await editor.waitForStatus(/ready/);
  await accept();
  await editor.open('a.ts');
  await editor.waitForStatus(/paused in this file/);
  await editor.command('Palimpsest: Resume');
  await editor.waitForStatus(/ready/);
});

test('the counts can be reset', async () => {
  await accept();
  await reset();
  const lines = (await editor.menu()).join('\n');
  await editor.page.keyboard.press('Escape');
  assert.match(lines, /Nothing suggested yet/);
});

test('the diagnostics hold versions and timings, and no code', async (t) => {
  await accept();
  await editor.command('Palimpsest: Copy Diagnostics');
  await editor.page.locator('.statusbar-item', { hasText: 'The diagnostics are in the clipboard' }).waitFor();
  const text = await editor.page.evaluate(() => navigator.clipboard.readText());
  for (const name of [
    'Palimpsest: \\d',
    'VS Code: \\d',
    'WebGPU adapter: ',
    'Model: palimpsest-',
    'Loading: \\d+ ms',
  ]) {
    assert.match(text, new RegExp(`^${name}`, 'm'));
  }
  assert.match(text, /^Last suggestion: [\d.]+ ms/m);
  t.diagnostic(/^Loading: .*/m.exec(text)![0]);
  assert.doesNotMatch(text, /value|undefined|a\.ts/);
});

test('two windows on one workspace both suggest', async () => {
  const other = await editor.another();
  await other.open('b.ts');
  await other.waitForStatus(/ready/);
  await begin(other);
  await other.ghostText();
  await other.picture('second-window');
  await other.page.close();
  await editor.page.bringToFront();
  await accept();
});
