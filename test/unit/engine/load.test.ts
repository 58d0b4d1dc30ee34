import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadEngine } from '../../../src/engine/load.ts';
import { modelFolder } from './real-engine.ts';
import { StoredFiles } from './stored-files.ts';

const cache = new StoredFiles();

/** Loads with the cache as it is; the files that were read from the folder. */
async function load(): Promise<string[]> {
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return readFile(join(modelFolder, path));
  };
  const engine = await loadEngine({ read, cache });
  assert.ok(!('error' in engine), JSON.stringify(engine));
  await engine.backend.dispose();
  return asked;
}

test('files go into the cache under their checksums, and are not read again', async () => {
  assert.deepEqual(await load(), ['model.json', 'model.onnx', 'weights.bin', 'tokenizer.model', 'pieces.json']);
  assert.equal(cache.files.size, 4);
  assert.deepEqual(await load(), ['model.json']);
});

test('a file that is damaged in the cache is read again, and replaced there', async () => {
  const [key, bytes] = [...cache.files].find(([, file]) => file.length > 1e6)!;
  cache.files.set(key, bytes.slice(1));
  assert.deepEqual(await load(), ['model.json', 'weights.bin']);
  assert.deepEqual(await load(), ['model.json']);
});
