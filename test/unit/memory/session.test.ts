import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session, type Completion, type CompletionRequest } from '../../../src/memory/session.ts';
import { Editing } from './edits.ts';
import { random, ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;
const lines = [
  'const foo = bar(1);',
  '  return foo',
  '}',
  '',
  'if (é🦊) {',
  '\tbar(foo, [co]);',
  'const const',
  '    ',
];

function toy(budget?: number): { session: Session; backend: ToyBackend; tokenizer: ToyTokenizer } {
  const tokenizer = new ToyTokenizer();
  const backend = new ToyBackend(tokenizer, 16);
  return { session: new Session(backend, tokenizer, budget === undefined ? {} : { budget }), backend, tokenizer };
}

function at(text: string, path = 'a.ts'): CompletionRequest {
  const [prefix = '', suffix = ''] = text.split('║');
  return { path, prefix, suffix, lines: 'one', context: [] };
}

async function complete(session: Session, request: CompletionRequest): Promise<Completion> {
  const result = await session.complete(request, never);
  return 'text' in result ? result : assert.fail(JSON.stringify(result));
}

/** What depends on the text only. */
function answer({ text, replaceRest, tokens, logprob, held, state }: Completion) {
  return { text, replaceRest, tokens, logprob, held, state };
}

const fresh = async (request: CompletionRequest) => answer(await complete(toy().session, request));

function program(count: number): string {
  return Array.from({ length: count }, (_, index) => `const foo${index} = bar(${index * 7});\n`).join('');
}

describe('a suggestion depends on the text only', () => {
  for (const seed of [1, 2, 3]) {
    test(`whatever was edited in what order (seed ${seed})`, async () => {
      const next = random(seed);
      // About 20 states: eviction has its say.
      const { session } = toy(20 * 12);
      const files = ['a.ts', 'b.ts', 'c.ts'].map((path) => ({ path, edit: new Editing(next, lines, program(40)) }));
      for (let step = 0; step < 100; step++) {
        const current = files[Math.floor(next() ** 2 * files.length)]!;
        for (let edits = 1 + Math.floor(next() * 3); edits > 0; edits--) current.edit.step();
        const others = files.filter((file) => file !== current && next() < 0.7);
        const request = current.edit.request(
          current.path,
          others.map(({ path, edit }) => ({ path, text: edit.text })),
        );
        if (next() < 0.2) await session.read(request, never);
        assert.deepEqual(answer(await complete(session, request)), await fresh(request));
        assert.ok(session.bytes <= 20 * 12);
      }
    });
  }

  test('also when requests are cancelled all the time', async () => {
    const next = random(9);
    const { session } = toy();
    const edit = new Editing(next, lines, program(60));
    for (let step = 0; step < 200; step++) {
      edit.step();
      const request = edit.request('a.ts');
      let calls = Math.floor(next() * 6);
      await session.complete(request, () => calls-- <= 0);
      if (step % 5 === 0) assert.deepEqual(answer(await complete(session, request)), await fresh(request));
    }
  });

  test('also when requests come all at once', async () => {
    const { session } = toy();
    const requests = Array.from({ length: 20 }, (_, index) => at(`${program(index)}con║st\n`));
    const answers = await Promise.all(requests.map((request) => complete(session, request)));
    for (const [index, request] of requests.entries()) assert.deepEqual(answer(answers[index]!), await fresh(request));
  });
});

test('typing character by character and finding the text give the same', async () => {
  const typed = '  return foo(bar, const co) = é🦊 + 1;';
  const { session } = toy();
  for (let length = 0; length <= typed.length; length++) {
    const request = at(`${program(30)}${typed.slice(0, length)}║)}\n${program(5)}`);
    assert.deepEqual(answer(await complete(session, request)), await fresh(request));
  }
});

describe('what a keystroke reads', () => {
  for (const count of [100, 5000]) {
    test(`is the new word only, in a file of ${count} lines`, async () => {
      const { session } = toy();
      const before = program(count - 60);
      const after = program(60);
      await session.read(at(`${before}\n║\n${after}`), never);
      const reads: number[] = [];
      for (const text of ['c', 'co', 'con', 'const', 'const ', 'const x', 'const x =', 'const x = f']) {
        reads.push((await complete(session, at(`${before}\n${text}║\n${after}`))).read);
      }
      assert.deepEqual(reads, [0, 0, 0, 0, 0, 0, 2, 0]);
    });
  }

  test('is the same whatever the length of the file, also where the block moves on', async () => {
    const reads = async (count: number) => {
      const { session } = toy();
      const all: number[] = [];
      for (let line = 0; line < 20; line++) {
        for (const text of ['', 'foo', 'foo b', 'foo bar']) {
          all.push((await complete(session, at(`${program(count + line)}${text}║\n${program(9)}`))).read);
        }
      }
      return all;
    };
    const [short, long] = [await reads(96), await reads(4000)];
    // The first one reads the file.
    assert.ok(long[0]! > (20 * short[0]!) / 2);
    for (const all of [short, long]) assert.ok(Math.max(...all.slice(1)) < 400, `${Math.max(...all.slice(1))} tokens`);
    const mean = (all: number[]) => all.slice(1).reduce((sum, tokens) => sum + tokens, 0) / (all.length - 1);
    assert.ok(Math.abs(mean(long) / mean(short) - 1) < 0.2, `${mean(short)} and ${mean(long)} tokens`);
  });

  test('is all that the state holds for a fresh session, and less where something is known', async () => {
    const { session } = toy();
    const text = program(50);
    const first = await complete(session, at(`${text}co║`));
    assert.equal(first.read, first.held);
    const second = await complete(session, at(`${text}const║`));
    assert.ok(second.read < 5 && second.held >= first.held);
  });

  test('is nothing for the same text again', async () => {
    const { session } = toy();
    const request = at(`${program(50)}  return║;\n`);
    await complete(session, request);
    assert.equal((await complete(session, request)).read, 0);
  });

  test('is little after going to another file and back', async () => {
    const { session } = toy();
    const [a, b] = [program(300), program(301)];
    await complete(session, at(`${a}foo║\n`, 'a.ts'));
    await complete(session, at(`${b}foo║\n`, 'b.ts'));
    assert.equal((await complete(session, at(`${a}foo║\n`, 'a.ts'))).read, 0);
  });

  test('reading ahead in idle time spares the next line’s block', async () => {
    const text = program(57);
    const without = toy().session;
    await complete(without, at(`${text}foo║\n`));
    const cold = (await complete(without, at(`${text}foo\nb║\n`))).read;
    const { session } = toy();
    await complete(session, at(`${text}foo║\n`));
    await session.read(at(`${text}foo║\n`), never);
    const warm = (await complete(session, at(`${text}foo\nb║\n`))).read;
    assert.ok(warm < 6 && cold > 30, `${warm} instead of ${cold}`);
  });
});

describe('a cancelled request', () => {
  test('reads no further, and what it has read is kept', async () => {
    const { session, backend } = toy();
    const request = at(`${program(400)}foo║\n`);
    let calls = 50;
    assert.deepEqual(await session.complete(request, () => calls-- <= 0), { aborted: 'cancelled' });
    const fed = backend.fed.chunk;
    assert.ok(fed > 300 && fed < 1000);
    const { read } = await complete(session, request);
    assert.equal(read, (await complete(toy().session, request)).read - fed);
  });

  test('inside a long line keeps the line as far as it was read', async () => {
    const { session } = toy();
    const request = at(`${'x'.repeat(3000)}\nfoo║\n`);
    let calls = 100;
    await session.complete(request, () => calls-- <= 0);
    assert.ok((await complete(session, request)).read < 1600);
  });

  test('that waits for its turn does nothing', async () => {
    const { session, backend } = toy();
    const first = complete(session, at(`${program(100)}foo║`));
    assert.deepEqual(await session.complete(at(`${program(999)}foo║`, 'b.ts'), () => true), { aborted: 'cancelled' });
    await first;
    assert.ok(backend.fed.chunk < 5000);
  });
});

test('messages get their turn between any two calls', async () => {
  const { session, backend } = toy();
  let seen = 0;
  let most = 0;
  let running = true;
  const watch = () => {
    most = Math.max(most, backend.fed.calls - seen);
    seen = backend.fed.calls;
    if (running) setImmediate(watch);
  };
  watch();
  await complete(session, at(`${program(200)}foo bar║\n`));
  running = false;
  assert.ok(most <= 1, `${most} calls at once`);
});

test('progress is told, up to the end', async () => {
  const { session } = toy();
  const told: [number, number][] = [];
  const request = at(`${program(300)}foo║\n`);
  const result = await session.read(request, never, (read, total) => told.push([read, total]));
  assert.ok('read' in result && result.read === told.at(-1)![0]);
  assert.ok(told.length > 50);
  assert.ok(told.every(([read, total], i) => read <= total && (i === 0 || read > told[i - 1]![0])));
});

describe('any text is answered', () => {
  const texts = {
    nothing: '║',
    'a cursor at the start': `║${program(3)}`,
    'a cursor at the end': `${program(3)}║`,
    tabs: '\tif (a)\t{\n\t\t║\n\t}',
    emoji: '🦊🦊║🦊',
    'half an emoji': '\ud83e║\udd8a',
    'lone surrogates': '\udc00\ud800║\udc00',
    'the blank mark': '▁▁║▁',
    'other line ends': 'a\u2028b\fc\vd║\u0085',
    'many empty lines': `${'\n'.repeat(30)}║${'\n'.repeat(30)}`,
    'a long line': `${'x'.repeat(9000)}║`,
    'markers spelt out': '<suffix><middle>║<end>',
  };
  for (const [name, text] of Object.entries(texts)) {
    test(name, async () => {
      assert.equal(typeof (await complete(toy().session, at(text))).text, 'string');
    });
  }

  test('line ends of every kind are the same', async () => {
    const expected = await fresh(at('a\nb\nc║ d\ne\n'));
    assert.deepEqual(await fresh(at('a\r\nb\r\nc║ d\r\ne\r\n')), expected);
    assert.deepEqual(await fresh(at('a\rb\rc║ d\re\r')), expected);
  });

  test('a cursor between \\r and \\n stands at the line’s end', async () => {
    assert.deepEqual(await fresh(at('a\r\nb\r║\nc')), await fresh(at('a\nb║\nc')));
  });

  test('where only closers follow, they are written anew', async () => {
    assert.equal((await complete(toy().session, at('foo(║)\n'))).replaceRest, true);
    assert.equal((await complete(toy().session, at('foo(║\n'))).replaceRest, false);
    assert.equal((await complete(toy().session, at('foo(║ a)\n'))).replaceRest, false);
  });
});

describe('what is not read', () => {
  const refusal = async (text: string) => {
    const { session, backend } = toy();
    const result = await session.complete(at(text), never);
    assert.equal(backend.fed.calls, 0);
    return 'refused' in result ? result.refused : assert.fail('it was read');
  };

  test('a file of 5 MB', async () => {
    assert.match(await refusal(`${'x = 1\n'.repeat(900_000)}║`), /more than 1000000 characters/);
  });
  test('a line of 200 000 characters, wherever it is', async () => {
    const long = 'x'.repeat(200_000);
    for (const text of [`${long}\n║`, `║\n${long}`, `${long}║`]) {
      assert.match(await refusal(text), /line of more than 10000 characters/);
    }
  });
  test('a file with NUL', async () => {
    assert.match(await refusal('a\0║'), /binary/);
  });
  test('context of that kind, the current file as context, a file twice', async () => {
    const request = at(`${program(20)}foo║\n`);
    const file = (path: string, text: string) => ({ path, text });
    const good = file('b.ts', program(5));
    const context = [
      file('c.ts', 'x\0'),
      file('d.ts', 'x'.repeat(20_000)),
      file('e.ts', 'x\n'.repeat(600_000)),
      file('a.ts', 'the current one'),
      good,
      file('b.ts', 'again'),
    ];
    assert.deepEqual(await fresh({ ...request, context }), await fresh({ ...request, context: [good] }));
    assert.notDeepEqual(await fresh({ ...request, context: [good] }), await fresh(request));
  });
  test('and the next request is served', async () => {
    const { session } = toy();
    await session.complete(at('\0║'), never);
    const request = at('foo = ║\n');
    assert.deepEqual(answer(await complete(session, request)), await fresh(request));
  });
});

test('a backend that throws fails its request, and the next one is served', async () => {
  const { session, backend } = toy();
  const chunk = backend.chunk.bind(backend);
  backend.chunk = () => Promise.reject(new Error('out of memory'));
  await assert.rejects(session.complete(at('foo║'), never), /out of memory/);
  backend.chunk = chunk;
  assert.deepEqual(answer(await complete(session, at('foo║'))), await fresh(at('foo║')));
});
