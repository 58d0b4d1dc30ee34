import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { root } from '../../../scripts/run.mjs';
import { packedFiles } from '../../../scripts/vsix.mjs';

/** What a user needs, and nothing else. */
const expected = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-NOTICES.txt',
  'dist/extension.js',
  'dist/ort-wasm-simd-threaded.wasm',
  'dist/panel.css',
  'dist/panel.js',
  'dist/tree-sitter-cpp.wasm',
  'dist/tree-sitter-go.wasm',
  'dist/tree-sitter-java.wasm',
  'dist/tree-sitter-javascript.wasm',
  'dist/tree-sitter-python.wasm',
  'dist/tree-sitter-rust.wasm',
  'dist/tree-sitter-tsx.wasm',
  'dist/tree-sitter-typescript.wasm',
  'dist/web-tree-sitter.wasm',
  'dist/worker.js',
  'docs/memory.md',
  'l10n/bundle.l10n.de.json',
  'l10n/bundle.l10n.zh-cn.json',
  'media/activity.svg',
  'media/icon.png',
  'media/walkthrough/complete-dark.png',
  'media/walkthrough/complete-light.png',
  'media/walkthrough/keys-dark.png',
  'media/walkthrough/keys-light.png',
  'media/walkthrough/memory-dark.png',
  'media/walkthrough/memory-light.png',
  'media/walkthrough/private-dark.png',
  'media/walkthrough/private-light.png',
  'media/walkthrough/sample.txt',
  'models/model.json',
  'models/model.onnx',
  'models/pieces.json',
  'models/tokenizer.model',
  'models/weights.bin',
  'package.json',
  'package.nls.de.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
];

test('packs exactly these files', async () => {
  assert.deepEqual(await packedFiles(), expected);
});

test('packs nothing that says where it was made', async () => {
  for (const file of await packedFiles()) assert.ok(!readFileSync(root + file).includes(root), file);
});
