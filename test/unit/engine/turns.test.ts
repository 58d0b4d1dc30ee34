import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause } from '../../../src/engine/pause.ts';
import { Turns } from '../../../src/engine/turns.ts';

const { signal } = new AbortController();
const aborted = { aborted: 'cancelled' };

/** Work of many slices that stops when it is cancelled. */
async function long(cancelled: () => boolean) {
  for (let slice = 0; slice < 100; slice++) {
    if (cancelled()) return aborted;
    await pause();
  }
  return 'done';
}

test('a newer completion cancels older completions and reads', async () => {
  const turns = new Turns();
  const older = [turns.take('read', signal, long), turns.take('complete', signal, long)];
  await pause();
  const newest = turns.take('complete', signal, long);
  assert.deepEqual(await Promise.all(older), [aborted, aborted]);
  assert.equal(await newest, 'done');
});

test('a read waits for a completion, and cancels only older reads', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const named = (name: string) => async (cancelled: () => boolean) => {
    const result = await long(cancelled);
    order.push(name);
    return result;
  };
  const completion = turns.take('complete', signal, named('completion'));
  const older = turns.take('read', signal, named('older read'));
  const newer = turns.take('read', signal, named('newer read'));
  assert.deepEqual(await Promise.all([completion, older, newer]), ['done', aborted, 'done']);
  assert.deepEqual(order, ['completion', 'newer read']);
});

test('two turns never overlap', async () => {
  const turns = new Turns();
  let inside = 0;
  const alone = async () => {
    inside += 1;
    await pause();
    assert.equal(inside, 1);
    inside -= 1;
  };
  await Promise.all([turns.take('complete', signal, alone), turns.take('read', signal, alone)]);
});

test('a fault in one turn does not stop the next', async () => {
  const turns = new Turns();
  const faulty = turns.take('complete', signal, () => Promise.reject(new Error('out of memory')));
  await assert.rejects(faulty, /out of memory/);
  assert.equal(await turns.take('complete', signal, () => Promise.resolve('served')), 'served');
});

test('the signal cancels from outside', async () => {
  const turns = new Turns();
  const controller = new AbortController();
  const turn = turns.take('complete', controller.signal, long);
  await pause();
  controller.abort();
  assert.deepEqual(await turn, aborted);
});
