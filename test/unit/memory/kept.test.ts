/** States that outlive a session: what has to be read again, and that it makes no other difference. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptStates } from '../../../src/engine/kept-states.ts';
import { Session, type Completion, type CompletionRequest } from '../../../src/memory/session.ts';
import { StoredFiles } from '../engine/stored-files.ts';
import { ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;
const chunk = 16;
const model = { id: '0123456789abcdef', state: { weights: [2], conv: [1] } };

function program(count: number): string {
  return Array.from({ length: count }, (_, index) => `const foo${index} = bar(${index * 7});\n`).join('');
}

const request: CompletionRequest = { path: 'a.ts', prefix: program(400), suffix: '\n}\n', lines: 'one', context: [] };

async function session(files?: StoredFiles) {
  const tokenizer = new ToyTokenizer();
  const kept = files && (await KeptStates.open(files, { model, backend: 'toy' }));
  return new Session(new ToyBackend(tokenizer, chunk), tokenizer, { kept });
}

async function complete(session: Session, request: CompletionRequest): Promise<Completion> {
  const result = await session.complete(request, never);
  return 'text' in result ? result : assert.fail(JSON.stringify(result));
}

/** What was kept, once a session had read the file in idle time. */
async function keptOnce(): Promise<StoredFiles> {
  const files = new StoredFiles();
  await (await session(files)).read(request, never);
  return files;
}

test('the next session reads the last lines only, and comes to the same state', async () => {
  const files = await keptOnce();
  const fresh = await complete(await session(), request);
  const found = await complete(await session(files), request);
  assert.deepEqual(found.state, fresh.state);
  assert.equal(found.text, fresh.text);
  assert.equal(found.held, fresh.held);
  assert.ok(fresh.read > 4000, `${fresh.read} tokens without`);
  assert.ok(found.read < 300, `${found.read} tokens with kept states`);
});

test('a change costs reading from the kept state before it', async () => {
  const files = await keptOnce();
  const prefix = request.prefix.replace('const foo200 ', 'let foo200 ');
  const fresh = await complete(await session(), { ...request, prefix });
  const found = await complete(await session(files), { ...request, prefix });
  assert.deepEqual(found.state, fresh.state);
  // At most 64 chunks lie between two kept states.
  assert.ok(found.read < fresh.read / 2 + 64 * chunk + 300, `${found.read} of ${fresh.read} tokens`);
  assert.ok(found.read > fresh.read / 2 - 300);
});

test('what is damaged is read again', async () => {
  const files = await keptOnce();
  assert.ok(files.files.size > 3, `${files.files.size} kept`);
  for (const [name, bytes] of files.files) files.files.set(name, bytes.with(50, bytes[50]! ^ 1));
  const fresh = await complete(await session(), request);
  const found = await complete(await session(files), request);
  assert.deepEqual(found.state, fresh.state);
  assert.equal(found.read, fresh.read);
});

test('the same text again keeps nothing new', async () => {
  const files = await keptOnce();
  const { size } = files.files;
  await (await session(files)).read(request, never);
  assert.equal(files.files.size, size);
});
