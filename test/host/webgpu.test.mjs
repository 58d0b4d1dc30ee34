/**
 * WebGPU on the software adapter of Chromium: for correctness, never for speed. In a page, with a small random model of
 * other shapes and with the shipped one; in the extension's own worker the suite of `web.test.mjs` has it.
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
  for (const model of ['small', 'shipped']) {
    let worst = 0;
    // The shipped model takes its time on a processor that plays the graphics card.
    for (const name of model === 'small' ? names : names.slice(0, 1)) {
      await t.test(`${model}: ${name}`, async () => {
        worst = await page.evaluate(([name, model]) => globalThis.runCase(name, model), [name, model]);
      });
    }
    t.diagnostic(`${model}: at most ${worst.toExponential(1)} from ONNX Runtime`);
  }
});

/** The page, its script, and what it reads. */
function serve(script, small) {
  const shipped = process.env.PALIMPSEST_MODEL ?? `${root}models`;
  const files = {
    '/page.js': [script, 'text/javascript'],
    '/runtime.wasm': [`${root}node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm`, 'application/wasm'],
    '/text': [`${root}src/engine/decode.ts`, 'text/plain'],
  };
  const server = createServer(async ({ url }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end('<script src="/page.js"></script>');
    const [, from, name] = url.match(/^\/(small|shipped)\/([\w.]+)$/) ?? [];
    const [path, type] = from ? [join(from === 'small' ? small : shipped, name), 'text/plain'] : (files[url] ?? []);
    if (path === undefined) return response.writeHead(404).end();
    return response.setHeader('content-type', type).end(await readFile(path));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
