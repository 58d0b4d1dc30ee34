import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openFileCache } from '../../../src/engine/file-cache.ts';

const scope = globalThis as { caches?: unknown };
afterEach(() => delete scope.caches);

/** What a browser has, as far as it is used. */
function browserCaches() {
  const stored = new Map<string, Uint8Array>();
  const cache = {
    match: (url: string) => Promise.resolve(stored.has(url) ? new Response(stored.get(url)!.slice()) : undefined),
    put: async (url: string, response: Response) => void stored.set(url, new Uint8Array(await response.arrayBuffer())),
    keys: () => Promise.resolve([...stored.keys()].map((url) => ({ url }))),
    delete: (request: string | { url: string }) =>
      Promise.resolve(stored.delete(typeof request === 'string' ? request : request.url)),
  };
  return { open: () => Promise.resolve(cache) };
}

test('keeps files by key, and drops those that are not wanted any more', async () => {
  scope.caches = browserCaches();
  const cache = (await openFileCache('test'))!;
  await cache.put('old', Uint8Array.of(1));
  await cache.put('new', Uint8Array.of(2, 3));
  await cache.keep(['new']);
  assert.equal(await cache.get('old'), undefined);
  assert.deepEqual(await cache.get('new'), Uint8Array.of(2, 3));
});

test('lists what there is, and drops one by its key', async () => {
  scope.caches = browserCaches();
  const cache = (await openFileCache('test'))!;
  await cache.put('first', Uint8Array.of(1));
  await cache.put('second', Uint8Array.of(2));
  assert.deepEqual(await cache.list(), ['first', 'second']);
  await cache.drop('first');
  assert.deepEqual(await cache.list(), ['second']);
});

test('there is none where the browser has none, or refuses to open it', async () => {
  assert.equal(await openFileCache('test'), undefined);
  scope.caches = { open: () => Promise.reject(new Error('insecure')) };
  assert.equal(await openFileCache('test'), undefined);
});

test('one that refuses is as good as an empty one', async () => {
  const refuse = () => Promise.reject(new Error('quota'));
  scope.caches = { open: () => Promise.resolve({ match: refuse, put: refuse, keys: refuse }) };
  const cache = (await openFileCache('test'))!;
  await cache.put('key', Uint8Array.of(1));
  await cache.keep([]);
  await cache.drop('key');
  assert.equal(await cache.get('key'), undefined);
  assert.deepEqual(await cache.list(), []);
});
