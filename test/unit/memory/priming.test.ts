/** Other files before the current one: how many, when they are read, and what a request does until then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session, type Completion, type CompletionRequest, type SessionOptions } from '../../../src/memory/session.ts';
import { ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;

function program(count: number, seed: number): string {
  return Array.from({ length: count }, (_, index) => `const foo${index} = bar(${index * seed});\n`).join('');
}

const others = ['b.ts', 'c.ts', 'd.ts'].map((path, index) => ({ path, text: program(20, 11 + index) }));
const request: CompletionRequest = {
  path: 'a.ts',
  prefix: program(30, 7),
  suffix: '\n',
  lines: 'one',
  context: others,
};

function toy(options: SessionOptions): { session: Session; backend: ToyBackend } {
  const tokenizer = new ToyTokenizer();
  const backend = new ToyBackend(tokenizer, 16);
  return { session: new Session(backend, tokenizer, options), backend };
}

async function complete(session: Session, request: CompletionRequest): Promise<Completion> {
  const result = await session.complete(request, never);
  return 'text' in result ? result : assert.fail(JSON.stringify(result));
}

async function stateOf(options: SessionOptions, request: CompletionRequest) {
  return (await complete(toy(options).session, request)).state;
}

/** Tokens of the other files, from the first of `files` on. */
async function tokensOf(files: CompletionRequest['context']): Promise<number> {
  const held = async (context: CompletionRequest['context']) =>
    (await complete(toy({}).session, { ...request, context })).held;
  return (await held(files)) - (await held([]));
}

test('as many of the last files as fit, whole, and in their order', async () => {
  const two = await tokensOf(others.slice(1));
  const limited = await stateOf({ context: two + 3 }, request);
  assert.deepEqual(limited, await stateOf({}, { ...request, context: others.slice(1) }));
  assert.notDeepEqual(limited, await stateOf({}, request));
  assert.deepEqual(
    await stateOf({ context: two - 1 }, request),
    await stateOf({}, { ...request, context: others.slice(2) }),
  );
});

test('none at all where the model gains nothing, and none of them is looked at', async () => {
  const { session, backend } = toy({ context: 0, waits: false });
  await session.read(request, never);
  const before = backend.fed.chunk;
  assert.deepEqual((await complete(session, request)).state, await stateOf({}, { ...request, context: [] }));
  const alone = toy({});
  await alone.session.read({ ...request, context: [] }, never);
  assert.equal(before, alone.backend.fed.chunk);
});

test('a request does not wait for them: it goes without until they are read', async () => {
  const { session } = toy({ waits: false });
  const first = await complete(session, request);
  assert.deepEqual(first.state, await stateOf({}, { ...request, context: [] }));
  await session.read(request, never);
  const second = await complete(session, request);
  assert.deepEqual(second.state, await stateOf({}, request));
  assert.ok(second.read <= 2, `${second.read} tokens read`);
});

test('until a change in them is read, what was read before serves; what is not listed any more does not', async () => {
  const { session } = toy({ waits: false });
  await session.read(request, never);
  const changed = others.map((file) => ({ ...file, text: `${file.text}const bar = foo;\n` }));
  const meanwhile = await complete(session, { ...request, context: changed });
  assert.deepEqual(meanwhile.state, await stateOf({}, request));
  assert.ok(meanwhile.read <= 2, `${meanwhile.read} tokens read`);
  await session.read({ ...request, context: changed }, never);
  const after = await complete(session, { ...request, context: changed });
  assert.deepEqual(after.state, await stateOf({}, { ...request, context: changed }));
  const closed = await complete(session, { ...request, context: changed.slice(1) });
  assert.deepEqual(closed.state, await stateOf({}, { ...request, context: [] }));
});

test('what is read first is what a key needs: the current file alone', async () => {
  const { session } = toy({ waits: false });
  const alone = (await complete(toy({}).session, { ...request, context: [] })).held;
  let told = 0;
  await session.read(
    request,
    () => told > alone + 40,
    (read) => (told = read),
  );
  const { read, state } = await complete(session, request);
  assert.ok(read <= 2, `${read} tokens read`);
  assert.deepEqual(state, await stateOf({}, { ...request, context: [] }));
});

test('where they end is kept, however much of other text is read after it', async () => {
  const { session, backend } = toy({ waits: false, budget: 20 * 12 });
  await session.read(request, never);
  await session.read({ ...request, path: 'long.ts', prefix: program(400, 3), context: [] }, never);
  const before = backend.fed.chunk;
  const again = { ...request, prefix: program(1, 5) };
  await complete(session, again);
  assert.ok(backend.fed.chunk - before < (await tokensOf(others)), `${backend.fed.chunk - before} tokens read`);
});
