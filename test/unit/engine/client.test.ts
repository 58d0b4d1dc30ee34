import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineClient, type WorkerLike } from '../../../src/engine/client.ts';

/** A worker whose messages are kept, and whose events are made by hand. */
class SilentWorker implements WorkerLike {
  readonly posted: { message: unknown; transfer: Transferable[] }[] = [];
  terminated = false;

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.posted.push({ message, transfer });
  }

  terminate(): void {
    this.terminated = true;
  }

  readonly #listeners: { type: string; listener: (event: never) => void }[] = [];

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push({ type, listener });
  }

  fire(type: string, event: object): void {
    for (const each of this.#listeners) if (each.type === type) each.listener(event as never);
  }
}

const request = { path: 'a.ts', prefix: '', suffix: '', lines: 'one', context: [] } as const;
const readFile = () => Promise.reject(new Error('no such file'));

test('a crash answers everything that waits, ends the worker and is told once', async () => {
  const worker = new SilentWorker();
  const told: unknown[] = [];
  const client = new EngineClient(worker, { readFile, onCrash: (failure) => told.push(failure) });
  const waiting = [client.complete(request), client.inspect()];
  for (const message of ['out of memory', 'again']) worker.fire('error', { message });
  const failure = { error: 'The engine has crashed: out of memory.' };
  assert.deepEqual(await Promise.all(waiting), [failure, failure]);
  assert.deepEqual(await client.read(request), failure);
  assert.deepEqual(told, [failure]);
  assert.ok(worker.terminated);
});

test('dispose is no crash', async () => {
  const worker = new SilentWorker();
  const client = new EngineClient(worker, { readFile, onCrash: () => assert.fail() });
  const waiting = client.complete(request);
  client.dispose();
  assert.deepEqual(await waiting, { error: 'The engine was stopped.' });
  assert.ok(worker.terminated);
});

/** What the host answers when the worker needs a file. */
async function needed(bytes: () => Promise<Uint8Array>) {
  const worker = new SilentWorker();
  new EngineClient(worker, { readFile: bytes });
  worker.fire('message', { data: { rpc: 'request', id: 1, name: 'need', params: { path: 'models/model.json' } } });
  await new Promise((resolve) => setTimeout(resolve));
  const { message, transfer } = worker.posted[0]!;
  return { result: (message as { result: Uint8Array | { error: string } }).result, transfer };
}

test('a large file is moved with the buffer that it lies in', async () => {
  const buffer = new ArrayBuffer((1 << 20) + 7);
  const { result, transfer } = await needed(() => Promise.resolve(new Uint8Array(buffer, 7)));
  assert.deepEqual(transfer, [buffer]);
  assert.equal((result as Uint8Array).byteOffset, 7);
});

test('a small file is copied first: its buffer may be shared', async () => {
  const pool = new Uint8Array(100).fill(3);
  const { result, transfer } = await needed(() => Promise.resolve(pool.subarray(5, 8)));
  assert.deepEqual(result, Uint8Array.of(3, 3, 3));
  assert.notEqual(transfer[0], pool.buffer);
});

test('a file that can not be read is a failure for the worker', async () => {
  const { result } = await needed(readFile);
  assert.deepEqual(result, { error: 'no such file' });
});
