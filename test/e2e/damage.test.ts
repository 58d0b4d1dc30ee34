/** A model that is not whole: one message that names the file, a status item that says failed, an editor that works. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';

const damages: Record<string, (file: string) => Promise<void>> = {
  async 'one wrong byte in'(file) {
    const bytes = await readFile(file);
    bytes[1000]! ^= 1;
    await writeFile(file, bytes);
  },
  'no longer there:': (file) => rm(file),
};

let vsix: string;
before(async () => {
  vsix = await packageExtension();
});

for (const [name, damage] of Object.entries(damages)) {
  test(`${name} models/weights.bin`, async () => {
    const editor = await Editor.start({
      vsix,
      files: { 'a.ts': 'const a = 1;\n' },
      async prepare(folder) {
        await useModel(folder);
        await damage(join(folder, 'models/weights.bin'));
      },
    });
    try {
      await editor.open('a.ts');
      await editor.waitForStatus(/failed/);
      await editor.goTo(2, 1);
      await editor.type('const b = 2;\n');
      assert.equal(await editor.save('a.ts'), 'const a = 1;\nconst b = 2;\n');
      const told = await editor.notifications();
      await editor.picture(`damage-${name.split(' ')[0]!}`);
      assert.equal(told.length, 1, told.join('\n'));
      assert.match(told[0]!, /weights\.bin/);
    } finally {
      await editor.stop();
    }
  });
}
