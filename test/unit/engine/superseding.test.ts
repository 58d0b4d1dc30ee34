import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause } from '../../../src/engine/pause.ts';
import { Superseding } from '../../../src/engine/superseding.ts';

const { signal } = new AbortController();

/** Work of many slices that stops when it is cancelled. */
async function long(cancelled: () => boolean): Promise<string> {
  for (let slice = 0; slice < 100; slice++) {
    if (cancelled()) return 'cancelled';
    await pause();
  }
  return 'done';
}

test('a newer completion cancels older completions and reads', async () => {
  const requests = new Superseding();
  const older = [requests.run('read', signal, long), requests.run('complete', signal, long)];
  await pause();
  const newest = requests.run('complete', signal, long);
  assert.deepEqual(await Promise.all([...older, newest]), ['cancelled', 'cancelled', 'done']);
});

test('a newer read cancels older reads only', async () => {
  const requests = new Superseding();
  const kinds = ['complete', 'read', 'read'] as const;
  const answers = kinds.map((kind) => requests.run(kind, signal, long));
  assert.deepEqual(await Promise.all(answers), ['done', 'cancelled', 'done']);
});

test('the signal cancels from outside', async () => {
  const requests = new Superseding();
  const controller = new AbortController();
  const answer = requests.run('complete', controller.signal, long);
  await pause();
  controller.abort();
  assert.equal(await answer, 'cancelled');
});

test('a fault is passed on, and what comes later is not cancelled by it', async () => {
  const requests = new Superseding();
  const faulty = requests.run('complete', signal, () => Promise.reject(new Error('out of memory')));
  await assert.rejects(faulty, /out of memory/);
  assert.equal(await requests.run('complete', signal, long), 'done');
});
