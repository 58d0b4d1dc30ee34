/** Files that nobody should have to complete: the editor stays quick, and the next file is served. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { open, typeLine, unsure } from './plain.ts';

const files = {
  'large.ts': 'export const value = compute(1, 2, 3);\n'.repeat(135_000),
  'long.js': `// one line\nconst data = [${'1234567890, '.repeat(16_700)}];\n`,
  'small.ts': open,
};
/** Milliseconds from the last key to the text on the screen: a hundred times what is usual, so a busy machine passes. */
const quick = 5000;

let editor: Editor;
before(async () => {
  editor = await Editor.start({ vsix: await packageExtension(), files, settings: unsure, prepare: useModel });
});
after(() => editor.stop());

for (const path of ['large.ts', 'long.js'] as const) {
  test(`${path}, ${files[path].length} characters: keys appear, the file is saved, nothing is suggested`, async () => {
    await editor.open(path);
    await editor.waitForStatus(/off/);
    await editor.goTo(1, 1);
    await editor.type('const quick');
    const start = Date.now();
    await editor.page.locator('.view-line').filter({ hasText: 'quick' }).first().waitFor();
    const milliseconds = Date.now() - start;
    assert.ok(milliseconds < quick, `${milliseconds} ms`);
    assert.equal(await editor.page.locator('.ghost-text-decoration').count(), 0);
    assert.equal(await editor.save(path), `const quick${files[path]}`);
    await editor.picture(path);
  });
}

test('a small file is served after them', async () => {
  await editor.open('small.ts');
  await editor.waitForStatus(/ready/);
  assert.notEqual((await typeLine(editor)).trim(), '');
});
