import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Session, type CompletionRequest, type Trace } from '../../../src/memory/session.ts';
import { readsOf } from '../../../src/memory/reads.ts';
import { tokenList } from '../../../src/memory/token-list.ts';
import { writesOf } from '../../../src/memory/writes.ts';
import { parseToPanel } from '../../../src/protocol/panel.ts';
import { realEngine } from '../engine/real-engine.ts';
import { delta, givenTo, rowsOf } from './delta.ts';
import { Editing } from './edits.ts';
import { random, ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;
after(async () => (await realEngine()).backend.dispose());

async function traceOf(session: Session): Promise<Trace> {
  const trace = await session.trace(never);
  return trace !== null && 'places' in trace ? trace : assert.fail(JSON.stringify(trace));
}

/** The toy's record holds the tokens themselves. */
function tokensOf({ recording }: Trace): number[] {
  return recording.parts.flatMap(({ qkv }) => [...qkv].filter((_, i) => i % 3 === 0));
}

/** Every token of text stands where it says that it stands. */
function assertPlaced(trace: Trace, request: CompletionRequest, tokenizer: ToyTokenizer): void {
  const texts = new Map(request.context.map(({ path, text }) => [path, text.split('\n')]));
  texts.set(request.path, (request.prefix + request.suffix).split('\n'));
  const tokens = tokensOf(trace);
  assert.equal(tokens.length, trace.recording.tokens);
  assert.equal(trace.places.length, tokens.length + 1);
  for (const [at, { kind, path, line, column, text }] of trace.places.entries()) {
    if (kind === 'text') {
      const bytes = tokenizer.bytes(tokens[at]!);
      if (bytes !== undefined && bytes.every((byte) => byte < 128)) {
        assert.equal(new TextDecoder().decode(bytes), text);
      }
    }
    if (kind === 'text') assert.equal(`${texts.get(path)![line]}\n`.slice(column, column + text.length), text);
    assert.equal(kind === 'suggestion', at >= trace.chosen);
  }
}

test('the record is of the stream that led to the suggestion, each token with its place, whatever was edited', async () => {
  const next = random(4);
  const tokenizer = new ToyTokenizer();
  const backend = new ToyBackend(tokenizer, 16);
  const session = new Session(backend, tokenizer, { budget: 20 * 12 });
  const program = Array.from({ length: 30 }, (_, i) => `const fo${i} = bar(é🦊);\n`).join('');
  const files = ['a.ts', 'b.ts'].map((path) => ({ path, edit: new Editing(next, ['return foo', '  ', '}'], program) }));
  for (let step = 0; step < 60; step++) {
    const current = files[Math.floor(next() * 2)]!;
    current.edit.step();
    const others = files.filter((file) => file !== current && next() < 0.7);
    const context = others.map(({ path, edit }) => ({ path, text: edit.text }));
    const request = current.edit.request(current.path, context);
    const completion = await session.complete(request, never);
    assert.ok('text' in completion);
    const trace = await traceOf(session);
    assertPlaced(trace, request, tokenizer);
    assert.equal(trace.recording.older + trace.recording.tokens, completion.held + completion.tokens - 1);
  }
});

test('the panel takes what the engine tells of it', async () => {
  const tokenizer = new ToyTokenizer();
  const backend = new ToyBackend(tokenizer, 16);
  const pointer = { spread: 3, weights: [9, 0, 0, 0, 0, 0, 0] };
  const session = new Session(backend, tokenizer, { pointer });
  await session.complete(
    { path: 'a.ts', prefix: 'const foo = bar;\nconst foo = ', suffix: '\n', lines: 'one', context: [] },
    never,
  );
  const trace = await traceOf(session);
  const { parts, start } = trace.recording;
  const told = { list: tokenList(trace), layers: 1, heads: 1, ms: 1 };
  const target = trace.beyond;
  const copied = await session.copied(trace, target, () => Promise.resolve(true));
  assert.ok('places' in copied && copied.places.length > 0);
  const reads = { type: 'reads', ...told, target, ...readsOf(backend.config, parts, start, target - 1), copied };
  const writes = { type: 'writes', ...told, ...(await writesOf(backend.config, parts, start)) };
  for (const message of [reads, writes]) assert.deepEqual(parseToPanel(structuredClone(message)), message);
});

test('a longer stream than the record: its last tokens, begun on the grid', async () => {
  const tokenizer = new ToyTokenizer();
  const session = new Session(new ToyBackend(tokenizer, 16), tokenizer);
  const prefix = 'const foo = bar(1234);\n'.repeat(200);
  await session.complete({ path: 'a.ts', prefix, suffix: '', lines: 'one', context: [] }, never);
  const { recording } = await traceOf(session);
  assert.ok(recording.tokens >= 1024 && recording.tokens < 1024 + 16);
  assert.ok(recording.older > 0 && recording.older % 16 === 0);
});

test('who asks for more has more of the stream read again, and no token twice; who stops waiting keeps what was recorded', async () => {
  const tokenizer = new ToyTokenizer();
  const backend = new ToyBackend(tokenizer, 16);
  // Hardly any state is kept: what is older is read again from one that is far back.
  const session = new Session(backend, tokenizer, { budget: 20 * 12 });
  const prefix = 'const foo = bar(1234);\n'.repeat(400);
  const request = { path: 'a.ts', prefix, suffix: '', lines: 'one' as const, context: [] };
  await session.complete(request, never);
  const usual = await traceOf(session);
  assert.ok(usual.recording.older > 2048);
  const before = { ...backend.fed };
  let calls = 0;
  const progress: number[] = [];
  const stopped = await session.trace(
    () => ++calls > 40,
    (read) => progress.push(read),
    2048,
  );
  assert.deepEqual(stopped, { aborted: 'cancelled' });
  assert.ok(progress.length > 20);
  const trace = await session.trace(never, undefined, 2048);
  assert.ok(trace !== null && 'places' in trace);
  assertPlaced(trace, request, tokenizer);
  const { tokens, older } = trace.recording;
  assert.ok(tokens >= 2048 && tokens < 2048 + 16);
  assert.equal(tokens + older, usual.recording.tokens + usual.recording.older);
  assert.equal(backend.fed.record - before.record, tokens - usual.recording.tokens);
  assert.deepEqual(tokensOf(trace).slice(-usual.recording.tokens), tokensOf(usual));
});

test('a key costs its own tokens; once nobody looks everything is recorded anew', async () => {
  const tokenizer = new ToyTokenizer();
  const backend = new ToyBackend(tokenizer, 16);
  const session = new Session(backend, tokenizer);
  const prefix = 'const foo = bar(1234);\n'.repeat(20);
  const costOf = async (typed: string): Promise<number> => {
    const answer = await session.complete(
      { path: 'a.ts', prefix: prefix + typed, suffix: '', lines: 'one', context: [] },
      never,
    );
    assert.ok('text' in answer);
    const before = backend.fed.record;
    await traceOf(session);
    return backend.fed.record - before - (answer.tokens - 1);
  };
  assert.ok((await costOf('const ')) > 100);
  assert.equal(await costOf('const '), -(await tokensAgain()));
  session.endTrace();
  assert.ok((await costOf('const ')) > 100);

  /** The chosen tokens are the same ones and known, too. */
  async function tokensAgain(): Promise<number> {
    const answer = await session.complete(
      { path: 'a.ts', prefix: `${prefix}const `, suffix: '', lines: 'one', context: [] },
      never,
    );
    assert.ok('text' in answer);
    return answer.tokens - 1;
  }
});

test('nothing was completed: there is nothing to look at; who turns away is not waited for', async () => {
  const tokenizer = new ToyTokenizer();
  const session = new Session(new ToyBackend(tokenizer, 16), tokenizer);
  assert.equal(await session.trace(never), null);
  await session.complete({ path: 'a.ts', prefix: 'foo', suffix: '', lines: 'one', context: [] }, never);
  let calls = 1;
  assert.deepEqual(await session.trace(() => calls-- <= 0), { aborted: 'cancelled' });
});

test('the delta rule over the record gives the memory that the suggestion was decoded from', async () => {
  const { backend, tokenizer } = await realEngine();
  const session = new Session(backend, tokenizer);
  const text = Array.from(
    { length: 90 },
    (_, i) => `export const limit${i} = ${i * 37} * scale + offset(${i});\n`,
  ).join('');
  const request = { path: 'a.ts', prefix: `${text}const total = li`, suffix: '\n', lines: 'one' as const };
  const context = [{ path: 'b.ts', text: 'export const scale = 3;\n' }];
  const completion = await session.complete({ ...request, context }, never);
  assert.ok('text' in completion);
  const { recording, places, chosen } = await traceOf(session);
  assert.ok(recording.older > 0);
  // Without what was chosen, which came after that state.
  const parts = [...recording.parts];
  let over = recording.tokens - chosen;
  while (over > 0) over -= parts.pop()!.length;
  assert.equal(over, 0);
  const shape = backend.config;
  for (const [layer, head] of [
    [0, 0],
    [shape.layers - 1, shape.heads - 1],
  ] as const) {
    const { W } = delta(givenTo(shape, parts, layer, head), rowsOf(shape, recording.start, layer, head));
    const memory = rowsOf(shape, completion.state.weights, layer, head).flat();
    const most = memory.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    W.flat().forEach((value, i) => assert.ok(Math.abs(value - memory[i]!) < 1e-3 * most, `layer ${layer}`));
  }
  const shown = places.slice(chosen).map(({ text }) => text);
  assert.ok(shown.join('').startsWith(' li') || shown.join('').startsWith('li'), shown.join('|'));
});
