/** Who serves where the graphics card can not: what a browser may answer, beside the processor's real backend. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Engine } from '../../../src/engine/load.ts';
import type { Gpu } from '../../../src/engine/webgpu/device.ts';
import { graphicsKey, graphicsOr } from '../../../src/engine/webgpu/start.ts';
import { realEngine } from './real-engine.ts';

let engine: Engine;
before(async () => void (engine = await realEngine()));
after(() => engine.backend.dispose());

const info = { vendor: 'acme', architecture: 'one', device: '', isFallbackAdapter: false };

/** A browser whose adapter is found, and whose device is refused. */
function browser(told: Partial<typeof info> = {}): Gpu {
  const adapter = { info: { ...info, ...told }, requestDevice: () => Promise.reject(new Error('used up')) };
  return { requestAdapter: () => Promise.resolve(adapter as unknown as GPUAdapter) };
}

/** Starts, and returns what was said meanwhile; the processor has to serve. */
async function said(gpu: Gpu, winners?: Record<string, string>, always = false): Promise<string[]> {
  const lines: string[] = [];
  const content = winners && new TextEncoder().encode(JSON.stringify(winners));
  const cache = {
    get: (key: string) => Promise.resolve(key === graphicsKey(engine.model) ? content : undefined),
    put: () => Promise.resolve(),
    keep: () => Promise.resolve(),
    list: () => Promise.resolve([]),
    drop: () => Promise.resolve(),
  };
  const files = { weights: new Uint8Array(0), control: [] };
  const options = { gpu, always, cache, log: (line: string) => lines.push(line) };
  const backend = await graphicsOr(() => Promise.resolve(engine.backend), engine.model, files, options);
  assert.equal(backend, engine.backend);
  return lines;
}

test('no adapter, and one that can not be asked for: the processor serves, and one line says why', async () => {
  const none = { requestAdapter: () => Promise.resolve(null) };
  assert.deepEqual(await said(none), ['WebGPU is not used: the browser gives no adapter.']);
  const denied = { requestAdapter: () => Promise.reject(new Error('forbidden here')) };
  assert.deepEqual(await said(denied), ['WebGPU is not used: forbidden here.']);
});

test('a device that is refused: the same, in a race and where it has won one before', async () => {
  const line = ['WebGPU is not used: used up.'];
  assert.deepEqual(await said(browser()), line);
  assert.deepEqual(await said(browser(), { 'acme one': 'webgpu' }), line);
});

test('an adapter that has lost the race is not tried again, another one is', async () => {
  assert.deepEqual(await said(browser(), { 'acme one': 'processor' }), []);
  assert.deepEqual(await said(browser({ device: 'two' }), { 'acme one': 'processor' }), [
    'WebGPU is not used: used up.',
  ]);
});

test('a software adapter is no graphics card, unless it is asked for', async () => {
  assert.deepEqual(await said(browser({ isFallbackAdapter: true })), []);
  assert.deepEqual(await said(browser({ device: 'SwiftShader' })), []);
  assert.deepEqual(await said(browser({ isFallbackAdapter: true }), {}, true), ['WebGPU is not used: used up.']);
});
