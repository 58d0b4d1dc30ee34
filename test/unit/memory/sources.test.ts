import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session, type Completion, type CompletionRequest } from '../../../src/memory/session.ts';
import { Editing } from './edits.ts';
import { random, ToyBackend, ToyTokenizer } from './toy.ts';

/** Whatever is found counts for nearly all. */
const pointer = { spread: 3, weights: [9, 0, 0, 0, 0, 0, 0] };

function session(): Session {
  const tokenizer = new ToyTokenizer();
  return new Session(new ToyBackend(tokenizer, 16), tokenizer, { pointer, context: 0 });
}

function at(text: string, files: Record<string, string> = {}): CompletionRequest {
  const [prefix = '', suffix = ''] = text.split('║');
  const context = Object.entries(files).map(([path, text]) => ({ path, text }));
  return { path: 'a.ts', prefix, suffix, lines: 'one', context };
}

async function complete(of: Session, request: CompletionRequest): Promise<Completion> {
  const result = await of.complete(request, () => false);
  return 'text' in result ? result : assert.fail(JSON.stringify(result));
}

async function copied(text: string, files: Record<string, string> = {}) {
  const { text: written, copied: from } = await complete(session(), at(text, files));
  return { written, from };
}

test('a line goes on as it went on above, and says where', async () => {
  const { written, from } = await copied('one\nconst foo = bar(1, 2);\nconst foo = bar(║');
  assert.deepEqual({ written, from }, { written: '1, 2);', from: { path: 'a.ts', line: 2 } });
});

test('or below', async () => {
  const { written, from } = await copied('const foo = bar(║\nx\nconst foo = bar(1, 2);\n');
  assert.deepEqual({ written, from }, { written: '1, 2);', from: { path: 'a.ts', line: 3 } });
});

test('or in another file, by its path and its own lines; the longest match decides', async () => {
  const files = { 'far.ts': 'x\nbar(7);\n', 'near.ts': '\n\nconst foo = bar(5);\n' };
  const { written, from } = await copied('const foo = bar(║', files);
  assert.deepEqual({ written, from }, { written: '5);', from: { path: 'near.ts', line: 3 } });
});

test('a word typed half is copied from where another word stood before it', async () => {
  const { written, from } = await copied('zq║', { 'near.ts': 'return zqwx\n' });
  assert.equal(written, 'wx');
  assert.deepEqual(from, { path: 'near.ts', line: 1 });
});

test('nothing goes on from the end of one file to the next, and a file that is gone is copied from no more', async () => {
  const of = session();
  await complete(of, at('co║', { 'a/x.ts': 'const foo = bar', 'b/y.ts': 'return' }));
  const { copied: from, text } = await complete(of, at('const foo = bar║', { 'b/y.ts': 'return' }));
  assert.notEqual(text, 'return');
  assert.equal(from, undefined);
});

test('what is copied depends on the text only, whatever was edited in what order', async () => {
  const next = random(4);
  const lines = ['const foo = bar(1);', '  return foo', '}', '', 'bar(foo, [co]);', '    '];
  const files = ['a.ts', 'b.ts', 'c.ts'].map((path) => ({ path, edit: new Editing(next, lines, lines.join('\n')) }));
  const of = session();
  for (let step = 0; step < 60; step++) {
    const current = files[Math.floor(next() * files.length)]!;
    current.edit.step();
    const others = files.filter((file) => file !== current && next() < 0.7);
    const request = current.edit.request(
      current.path,
      others.map(({ path, edit }) => ({ path, text: edit.text })),
    );
    const [kept, fresh] = [await complete(of, request), await complete(session(), request)];
    assert.deepEqual([kept.text, kept.logprob, kept.copied], [fresh.text, fresh.logprob, fresh.copied]);
  }
});

test('the tokens of a known line are followed to its stop, and those to copy have a share', async () => {
  const followed = await session().follow(at('const foo = bar(1);\nconst ║'), 'foo = bar(1);');
  assert.ok(Array.isArray(followed) && followed.length > 4);
  assert.ok(followed.every(({ model, copied }) => model > 0 && model <= 1 && copied >= 0 && copied <= 1));
  assert.ok(followed.slice(1).every(({ copied }) => copied === 1));
});

test('a line that is forgotten is not copied from, and the others keep their numbers', async () => {
  const text = 'one\nconst foo = bar(7);\n\nconst foo = bar(1, 2);\nconst foo = bar(║\nx\n';
  const forgotten = { above: [{ from: 0, to: 2 }], below: [] };
  const above = await complete(session(), { ...at(text), forgotten });
  assert.deepEqual([above.text, above.copied], ['1, 2);', { path: 'a.ts', line: 4 }]);
  const all = { above: [{ from: 0, to: 4 }], below: [] };
  assert.equal((await complete(session(), { ...at(text), forgotten: all })).copied, undefined);
  const context = [{ path: 'b.ts', text: 'x\n\nconst foo = bar(5);\n', forgotten: [{ from: 0, to: 2 }] }];
  const beside = await complete(session(), { ...at(text), forgotten: all, context });
  assert.deepEqual([beside.text, beside.copied], ['5);', { path: 'b.ts', line: 3 }]);
});
