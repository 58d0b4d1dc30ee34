import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { moved, Rpc, type Calls, type Channel, type Handlers } from '../../../src/protocol/rpc.ts';

type Nothing = Record<string, never>;

const ports: MessagePort[] = [];
after(() => ports.forEach((port) => port.close()));

function channel(port: MessagePort): Channel {
  ports.push(port);
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (listener) => (port.onmessage = ({ data }) => listener(data)),
  };
}

/** A client, and the raw port of its server's end. */
function pair<Served extends Calls>(handlers: Handlers<Served>) {
  const { port1, port2 } = new MessageChannel();
  const server = new Rpc<Nothing, Served>(channel(port2), handlers);
  const client = new Rpc<Served, Nothing>(channel(port1), {});
  return { client, server, port1, port2 };
}

type Sums = { add: { params: { a: number; b: number }; result: number } };

test('a request is answered, and answers find their requests in any order', async () => {
  type Waits = { wait: { params: number; result: number } };
  const { client } = pair<Waits>({ wait: (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms)) });
  const answered: unknown[] = [];
  await Promise.all([20, 1, 10].map(async (ms) => answered.push(await client.request('wait', ms))));
  assert.deepEqual(answered, [1, 10, 20]);
});

test('a handler that throws gives a failure, and the next request is served', async () => {
  const { client } = pair<Sums>({
    add({ a, b }) {
      if (Number.isNaN(a)) throw new Error('not a number');
      return a + b;
    },
  });
  assert.deepEqual(await client.request('add', { a: NaN, b: 1 }), { error: 'not a number' });
  assert.equal(await client.request('add', { a: 2, b: 1 }), 3);
});

test('a request that nobody serves gives a failure', async () => {
  const { client } = pair({});
  const asked = client as unknown as Rpc<{ toString: { params: null; result: null } }, Nothing>;
  assert.deepEqual(await asked.request('toString', null), { error: 'No such request: toString.' });
});

test('what can not be cloned gives a failure on either side', async () => {
  type Odd = { odd: { params: unknown; result: unknown } };
  const { client } = pair<Odd>({ odd: () => () => 1 });
  assert.match(((await client.request('odd', () => 1)) as { error: string }).error, /could not be cloned/);
  assert.match(((await client.request('odd', 1)) as { error: string }).error, /could not be cloned/);
});

test('moved buffers change hands', async () => {
  const mine = new Float32Array([1, 2, 3]);
  type Gives = { give: { params: null; result: Float32Array } };
  const { client } = pair<Gives>({ give: () => moved(mine, [mine.buffer]) });
  assert.deepEqual(await client.request('give', null), new Float32Array([1, 2, 3]));
  assert.equal(mine.length, 0);
});

test('a cancellation reaches the handler, which still answers', async () => {
  type Works = { work: { params: null; result: string } };
  const { client } = pair<Works>({
    work: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('cancelled'))),
  });
  const controller = new AbortController();
  const answer = client.request('work', null, controller);
  setTimeout(() => controller.abort(), 5);
  assert.equal(await answer, 'cancelled');
  assert.equal(await client.request('work', null, { signal: AbortSignal.abort() }), 'cancelled');
});

test('after close everything is answered with the reason', async () => {
  const { client } = pair<Sums>({ add: () => new Promise(() => {}) });
  const waiting = client.request('add', { a: 1, b: 1 });
  client.close({ error: 'gone' });
  assert.deepEqual(await waiting, { error: 'gone' });
  assert.deepEqual(await client.request('add', { a: 1, b: 1 }), { error: 'gone' });
});

test('messages of others are left alone', async () => {
  const { client, port1, port2 } = pair<Sums>({ add: ({ a, b }) => a + b });
  for (const message of [null, 1, 'text', {}, { rpc: 'answer' }, { rpc: 'answer', id: 99 }, { type: 'ready' }]) {
    port1.postMessage(message);
    port2.postMessage(message);
  }
  assert.equal(await client.request('add', { a: 2, b: 2 }), 4);
});
