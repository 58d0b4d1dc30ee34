import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { copiedShare } from '../../../src/engine/pointer/mixture.ts';
import { Session, type CompletionRequest, type Copied, type Trace } from '../../../src/memory/session.ts';
import { realEngine } from '../engine/real-engine.ts';
import { ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;
const always = () => Promise.resolve(true);
after(async () => (await realEngine()).backend.dispose());

async function traceOf(session: Session, request: CompletionRequest): Promise<Trace> {
  await session.complete(request, never);
  const trace = await session.trace(never);
  return trace !== null && 'places' in trace ? trace : assert.fail(JSON.stringify(trace));
}

async function copied(session: Session, trace: Trace, target: number): Promise<Copied> {
  const answer = await session.copied(trace, target, always);
  return 'places' in answer ? answer : assert.fail(JSON.stringify(answer));
}

test('each place with what stands there; above, below and in other files', async () => {
  const tokenizer = new ToyTokenizer();
  const pointer = { spread: 3, weights: [9, 0, 0, 0, 0, 0, 0] };
  const session = new Session(new ToyBackend(tokenizer, 16), tokenizer, { pointer, context: 0 });
  const line = '  const foo = bar(é🦊, 1);';
  const lines = ['x', line, '  const foo = bar(', line];
  const context = [{ path: 'b.ts', text: `y\n\n${line}\n` }];
  const prefix = lines.slice(0, 3).join('\n');
  const request = { path: 'a.ts', prefix, suffix: `\n${line}\n`, lines: 'one' as const, context };
  const trace = await traceOf(session, request);
  const texts: Record<string, readonly string[]> = { 'a.ts': lines, 'b.ts': ['y', '', line] };
  let text = '';
  for (let target = trace.chosen; target < trace.places.length - 1; target++) {
    const { share, places } = await copied(session, trace, target);
    const own = trace.places[target]!.text;
    assert.deepEqual(
      new Set(places.map(({ path, line }) => `${path}:${line}`)),
      new Set(['a.ts:1', 'a.ts:3', 'b.ts:2']),
    );
    for (const { path, line, column, text: said } of places) {
      assert.equal(said, texts[path]![line]);
      assert.equal(said.slice(column, column + own.length), own);
    }
    assert.ok(share > 0.99 && share < 1 + 1e-9);
    text += own;
  }
  assert.equal(text, '(é🦊, 1);');
});

test('the parts are those of the mixture: a name 40 lines below its definition is copied from there, and no other', async () => {
  const { backend, tokenizer, model } = await realEngine();
  const { pointer } = model;
  const code = (await readFile('test/data/sample/src/tide.ts', 'utf8')).split('\n');
  const body = code.slice(0, 40);
  const definitions = { falconOffset: 0, emberWindow: 1 };
  const prefix = ['const falconOffset = 4711;', 'const emberWindow = 815;', ...body, ''].join('\n');
  const session = new Session(backend, tokenizer, { pointer });
  let compared = 0;
  for (const [name, line] of Object.entries(definitions)) {
    const typed = /^[a-z]+[A-Z]/.exec(name)![0];
    const request = { path: 'a.ts', prefix: prefix + typed, suffix: '\n', lines: 'one' as const, context: [] };
    const trace = await traceOf(session, request);
    const { share, places } = await copied(session, trace, trace.beyond);
    assert.ok(share > 0.5 && share < 1 + 1e-9, `${name}: ${share}`);
    assert.ok(places.every((place) => place.path === 'a.ts' && place.line === line));

    // The same opinions, asked for of the text that is known by now: where that has the tokens that were chosen.
    const chosen = trace.places.slice(trace.chosen, -1).map(({ text }) => text);
    const known = chosen.join('').slice(typed.length);
    if (chosen.length !== tokenizer.line(typed + known).length) continue;
    const followed = await session.follow(request, known);
    assert.ok('length' in followed);
    const parts = followed.map(({ evidence, model, copied }) => {
      const weight = copiedShare(evidence, pointer!);
      return (weight * copied) / (weight * copied + (1 - weight) * model);
    });
    assert.ok(
      parts.some((part) => Math.abs(part - share) < 1e-6),
      `${name}: ${share} is not among ${parts.join(' ')}`,
    );
    compared += 1;
  }
  assert.ok(compared > 0);
});

test('where nothing may be copied no part of it is; of a text that was forgotten nothing is told', async () => {
  const tokenizer = new ToyTokenizer();
  const request = {
    path: 'a.ts',
    prefix: 'const foo = bar(1);\nconst ',
    suffix: '',
    lines: 'one' as const,
    context: [],
  };
  const plain = new Session(new ToyBackend(tokenizer, 16), tokenizer);
  const trace = await traceOf(plain, request);
  assert.deepEqual(await copied(plain, trace, trace.beyond), { share: 0, places: [] });
  await plain.forget('everything');
  assert.deepEqual(await plain.copied(trace, trace.beyond, always), { aborted: 'cancelled' });
});
