/**
 * WebGPU on the software adapter of Chromium: for correctness, never for speed. In a page, with a small random model of
 * other shapes than the shipped one, which the suite of `web.test.mjs` has, in the extension's own worker.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { ensureChromium, flags, softwareGpu } from '../../scripts/chromium.mjs';
import { ensurePython } from '../../scripts/python.mjs';
import { quietly, root } from '../../scripts/run.mjs';
import { bundle } from './prepare.mjs';

/** Two features of each number, heads of another size: what the shipped model has not. */
const shape = ['--dim', '64', '--layers', '2', '--head-dim', '16', '--nu', '2'];

let folder;
let server;
let browser;
let page;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-'));
  await quietly(await ensurePython(), ['-m', 'export.random', '--out', folder, ...shape], { cwd: `${root}training` });
  server = await serve(await bundle('webgpu/page.ts'), folder);
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: [...flags, ...softwareGpu] });
  page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
});

after(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('in a page', async (t) => {
  const names = await page.evaluate(() => globalThis.caseNames);
  assert.ok(names.length > 0);
  let worst = 0;
  for (const name of names) {
    await t.test(name, async () => {
      worst = await page.evaluate((name) => globalThis.runCase(name), name);
    });
  }
  t.diagnostic(`at most ${worst.toExponential(1)} from ONNX Runtime`);
});

/** The page, its script, and what it reads. */
function serve(script, model) {
  const files = {
    '/page.js': [script, 'text/javascript'],
    '/runtime.wasm': [`${root}node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm`, 'application/wasm'],
    '/text': [`${root}src/engine/decode.ts`, 'text/plain'],
  };
  const server = createServer(async ({ url }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end('<script src="/page.js"></script>');
    const [, name] = url.match(/^\/model\/([\w.]+)$/) ?? [];
    const [path, type] = name ? [join(model, name), 'text/plain'] : (files[url] ?? []);
    if (path === undefined) return response.writeHead(404).end();
    return response.setHeader('content-type', type).end(await readFile(path));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
