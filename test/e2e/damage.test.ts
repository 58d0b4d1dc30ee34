/**
 * A model that is not whole: one message that names the file, a status item that says failed, an editor that works. And a
 * worker that dies: it is started again, and nothing is told.
 */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { Editor } from './editor.ts';
import { line, open, typed, unsure } from './plain.ts';

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

test('a worker that dies within a request is started again, and the next letter has its suggestion', async () => {
  const editor = await Editor.start({
    vsix,
    files: { 'a.ts': open },
    settings: unsure,
    async prepare(folder) {
      await useModel(folder);
      const script = join(folder, 'dist/worker.js');
      await writeFile(script, dyingOnce + (await readFile(script, 'utf8')));
    },
  });
  try {
    await editor.open('a.ts');
    await editor.waitForStatus(/ready/);
    await editor.goTo(line, typed.length);
    await editor.passes(/loading/, () => editor.type(typed.at(-1)!));
    await editor.waitForStatus(/ready/);
    await editor.type('d');
    assert.match(await editor.ghostText(), /^efined/);
    assert.deepEqual(await editor.notifications(), []);
  } finally {
    await editor.stop();
  }
});

/** Before the worker's own script: its first completion ends in an error that nobody catches. Its successor has the same. */
const dyingOnce = `self.addEventListener('message', async ({ data }) => {
  if (data.name !== 'complete' || (await caches.has('dead'))) return;
  await caches.open('dead');
  setTimeout(() => {
    throw new Error('killed');
  });
});
`;
