import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { compileFunction } from 'node:vm';
import sentencepieceLoader from '../../../scripts/webpack/sentencepiece-loader.mjs';

const original = readFileSync(createRequire(import.meta.url).resolve('sentencepiece-js'), 'utf8');

test('what is bundled asks for no module, no network and no process', () => {
  const source = sentencepieceLoader(original);
  // Not assert.doesNotMatch, which would print 760 kB.
  for (const word of ['require(', '__filename', 'process["on"]', 'createRequire']) {
    assert.ok(!source.includes(word), `"${word}" is still in it`);
  }
});

test('what is bundled starts without files and without touching the process', async () => {
  interface Exports {
    SentencePieceProcessor: new () => { sentencepiece?: object; load(path: string): Promise<void> };
  }
  const exports = {} as Exports;
  (compileFunction(sentencepieceLoader(original), ['exports']) as (exports: Exports) => void)(exports);
  const before = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const wrapper = new exports.SentencePieceProcessor();
  await assert.rejects(wrapper.load(''));
  assert.ok(wrapper.sentencepiece !== undefined);
  const after = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  assert.equal(after, before);
});

test('a package that reads otherwise stops the build', () => {
  assert.throws(() => sentencepieceLoader(original.replace("var fs = require('fs');", '')), /file access/);
});
