/** Forgetting: what is left is a session that never read it, to the bit; and what would be suggested without a part. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { KeptStates } from '../../../src/engine/kept-states.ts';
import type { Engine } from '../../../src/engine/load.ts';
import { around, type LineSpan } from '../../../src/memory/forgotten.ts';
import { Session, type Completion, type CompletionRequest } from '../../../src/memory/session.ts';
import { realEngine } from '../engine/real-engine.ts';
import { StoredFiles } from '../engine/stored-files.ts';
import { random, ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;

const program = (count: number, name = 'limit') =>
  Array.from({ length: count }, (_, i) => `export const ${name}${i} = ${i * 37} * scale + offset(${i});`);

const lines = [...program(24), 'const total = lim', ...program(6, 'after')];
const cursor = 24;
const context = [
  { path: 'b.ts', text: `${program(6, 'other').join('\n')}\n` },
  { path: 'c.ts', text: 'export const scale = 3;\nexport const secret = 4;\nexport function offset() {}\n' },
];

/** A cursor at a line's end. */
function at(text: readonly string[], line: number, files: CompletionRequest['context']): CompletionRequest {
  const prefix = text.slice(0, line + 1).join('\n');
  return { path: 'a.ts', prefix, suffix: `\n${text.slice(line + 1).join('\n')}\n`, lines: 'one', context: files };
}

const request = at(lines, cursor, context);

async function complete(session: Session, request: CompletionRequest): Promise<Completion> {
  const result = await session.complete(request, never);
  return 'text' in result ? result : assert.fail(JSON.stringify(result));
}

const bytes = (floats: Float32Array) => Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);

/** The states as bytes, so that -0 and NaN count. */
function assertSame(actual: Completion, expected: Completion): void {
  const of = ({ text, logprob, held, others }: Completion) => ({ text, logprob, held, others });
  assert.ok(bytes(actual.state.weights).equals(bytes(expected.state.weights)), 'the memories differ');
  assert.ok(bytes(actual.state.conv).equals(bytes(expected.state.conv)), 'the convolutions differ');
  assert.deepEqual(of(actual), of(expected));
}

describe('with the real model', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });
  const newSession = () => new Session(engine.backend, engine.tokenizer, { pointer: engine.model.pointer });

  /** What a session says that has read all of it, is told to forget, and is asked again. */
  async function after(paths: readonly string[] | 'everything', next: CompletionRequest): Promise<Completion> {
    const session = newSession();
    const all = await complete(session, request);
    await session.forget(paths, next);
    const rest = await complete(session, next);
    assert.notDeepEqual(rest.state, all.state);
    assert.ok(rest.held < all.held);
    return rest;
  }

  test('a file that was context', async () => {
    const next = { ...request, context: context.slice(1) };
    assertSame(await after(['b.ts'], next), await complete(newSession(), next));
  });

  test('lines of the current file, above and below the cursor', async () => {
    const forgotten = around(
      [
        { from: 4, to: 9 },
        { from: 26, to: 28 },
      ],
      cursor,
    );
    const left = [...lines.slice(0, 4), ...lines.slice(9, 26), ...lines.slice(28)];
    const never = await complete(newSession(), at(left, cursor - 5, context));
    assertSame(await after(['a.ts'], { ...request, forgotten }), never);
  });

  test('a line of another file', async () => {
    const next = {
      ...request,
      context: context.map((file) => (file.path === 'c.ts' ? { ...file, forgotten: [{ from: 1, to: 2 }] } : file)),
    };
    const text = context[1]!.text.replace('export const secret = 4;\n', '');
    const fresh = await complete(newSession(), { ...request, context: [context[0]!, { path: 'c.ts', text }] });
    assertSame(await after(['c.ts'], next), fresh);
  });

  test('everything that there was; what is typed afterwards is read', async () => {
    const typed = [...lines, 'const next = to'];
    const whole: LineSpan[] = [{ from: 0, to: lines.length }];
    const now = at(typed, lines.length, []);
    const next = { ...now, forgotten: around(whole, lines.length) };
    assertSame(await after('everything', next), await complete(newSession(), at(typed.slice(-1), 0, [])));
  });

  describe('what if', () => {
    const whatIf = async (session: Session, without: Parameters<Session['whatIf']>[0]) => {
      const answer = await session.whatIf(without, never);
      return answer !== null && 'text' in answer ? answer : assert.fail(JSON.stringify(answer));
    };

    test('nothing is taken out: the suggestion itself. All heads: another one. Nobody notices', async () => {
      const { layers, heads } = engine.backend.config;
      const all = Array.from({ length: layers * heads }, (_, i) => ({ layer: Math.floor(i / heads), head: i % heads }));
      const session = newSession();
      const real = await complete(session, request);
      const { snapshots, bytes: kept } = session;
      const { text, logprob } = await whatIf(session, {});
      assert.deepEqual({ text, logprob }, { text: real.text, logprob: real.logprob });
      const empty = await whatIf(session, { heads: all });
      assert.notDeepEqual([empty.text, empty.logprob], [real.text, real.logprob]);
      const one = await whatIf(session, { heads: all.slice(0, 1) });
      assert.notEqual(one.logprob, real.logprob);
      assert.deepEqual([session.snapshots, session.bytes], [snapshots, kept]);
      const again = await complete(session, request);
      assertSame(again, real);
      assert.equal(again.read, 0);
    });

    test('lines are taken out: what a session suggests that never read them', async () => {
      const session = newSession();
      await complete(session, request);
      const left = [...lines.slice(0, 4), ...lines.slice(9)];
      const fresh = await complete(newSession(), at(left, cursor - 5, context));
      const own = await whatIf(session, { lines: { path: 'a.ts', from: 4, to: 9 } });
      assert.deepEqual([own.text, own.logprob], [fresh.text, fresh.logprob]);

      const text = context[1]!.text.replace('export const secret = 4;\n', '');
      const without = await complete(newSession(), { ...request, context: [context[0]!, { path: 'c.ts', text }] });
      const others = await whatIf(session, { lines: { path: 'c.ts', from: 1, to: 2 } });
      assert.deepEqual([others.text, others.logprob], [without.text, without.logprob]);
    });
  });
});

describe('whatever was read before', () => {
  const toy = (files?: StoredFiles, waits = false) => {
    const tokenizer = new ToyTokenizer();
    const backend = new ToyBackend(tokenizer, 16);
    const model = { id: '0123456789abcdef', state: { weights: [2], conv: [1] } };
    const kept = files && KeptStates.open(files, { model, backend: 'toy' });
    return { backend, session: async () => new Session(backend, tokenizer, { kept: await kept, waits }) };
  };

  test('no state stays that has read it, here or on the disk, and those before it do', async () => {
    const files = new StoredFiles();
    const { backend, session: make } = toy(files);
    const session = await make();
    const long = program(200);
    const all = at(long, 150, context);
    await session.read(all, never);
    await session.read({ ...all, path: 'd.ts' }, never);
    assert.ok(files.files.size > 0);
    const before = session.snapshots.count;

    const forgotten = around([{ from: 100, to: 110 }], 150);
    await session.forget(['a.ts'], { ...all, forgotten });
    assert.equal(files.files.size, 0);
    assert.ok(session.snapshots.count < before);
    const known = backend.fed.chunk;
    const rest = await complete(session, { ...all, forgotten });
    const left = long.toSpliced(100, 10);
    const fresh = await toy().session();
    await fresh.read(at(left, 140, context), never);
    assert.deepEqual(rest.state, (await complete(fresh, at(left, 140, context))).state);
    // From line 100 on, not from the first.
    assert.ok(backend.fed.chunk - known < 0.6 * rest.held, `${backend.fed.chunk - known} of ${rest.held}`);

    // What had nothing to do with it is still known; b.ts stands before both.
    const untouched = session.snapshots.read;
    await complete(session, { ...all, path: 'd.ts' });
    assert.equal(session.snapshots.read, untouched);
    await session.forget(['b.ts'], undefined);
    await session.read({ ...all, path: 'd.ts' }, never);
    assert.ok(session.snapshots.read > untouched + 100);
    await session.forget('everything');
    assert.deepEqual([session.snapshots.count, session.bytes], [0, 0]);
    assert.equal(await session.whatIf({}, never), null);
  });

  test('forgotten at random, edited and looked at: a session that was never told differs in nothing', async () => {
    const next = random(3);
    const fresh = () => toy(undefined, true).session();
    const session = await fresh();
    const text = program(60);
    for (let step = 0; step < 60; step++) {
      const line = Math.floor(next() * text.length);
      text[Math.floor(next() * text.length)] = `const foo${step} = bar`;
      const spans = [0, 1].map(() => {
        const from = Math.floor(next() * text.length);
        return { from, to: Math.min(text.length, from + Math.floor(next() * 9)) };
      });
      const gone = (at: number) => spans.some(({ from, to }) => from <= at && at < to);
      const files = next() < 0.5 ? context : context.slice(0, 1);
      const asked = { ...at(text, line, files), forgotten: around(spans, line) };
      if (next() < 0.5) await session.forget(['a.ts'], asked);
      if (next() < 0.3) await session.read(asked, never);
      const left = text.filter((_, at) => !gone(at) || at === line);
      const place = text.slice(0, line).filter((_, at) => !gone(at)).length;
      if (gone(line)) left[place] = '';
      const plain = at(left, place, files);
      const result = await complete(session, asked);
      const trace = await session.trace(never);
      assertSame(result, await complete(await fresh(), plain));
      // The panel is told the lines of the text as it is.
      assert.ok(trace !== null && 'places' in trace);
      for (const { kind, path, line: stands, text: own } of trace.places) {
        if (kind !== 'text' || path !== 'a.ts' || own === '\n') continue;
        assert.ok(`${text[stands]}\n`.includes(own) && (!gone(stands) || stands === line), `line ${stands}: ${own}`);
      }
    }
  });
});
