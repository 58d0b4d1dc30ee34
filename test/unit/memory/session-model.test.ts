/** The memory over the real model and runtime: the same text gives the same state, byte for byte. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Engine } from '../../../src/engine/load.ts';
import { Session, type Completion, type CompletionRequest } from '../../../src/memory/session.ts';
import { realEngine } from '../engine/real-engine.ts';
import { Editing } from './edits.ts';
import { random } from './toy.ts';

const never = () => false;
const source = (name: string) => readFileSync(path.join(import.meta.dirname, '../../../src', name), 'utf8');
const program = source('memory/document.ts');

let engine: Engine;
before(async () => {
  engine = await realEngine();
});
after(() => engine.backend.dispose());

const newSession = (budget?: number) =>
  new Session(engine.backend, engine.tokenizer, budget === undefined ? {} : { budget });

async function complete(session: Session, request: CompletionRequest): Promise<Completion> {
  const result = await session.complete(request, never);
  return 'text' in result ? result : assert.fail(JSON.stringify(result));
}

/** What depends on the text only; the state as bytes, so that -0 and NaN count. */
function answer({ text, replaceRest, tokens, logprob, state }: Completion) {
  const bytes = (floats: Float32Array) => Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
  return { text, replaceRest, tokens, logprob, weights: bytes(state.weights), conv: bytes(state.conv) };
}

function assertSame(actual: Completion, expected: Completion): void {
  const [a, b] = [answer(actual), answer(expected)];
  assert.ok(a.weights.equals(b.weights) && a.conv.equals(b.conv), 'the states differ');
  assert.deepEqual({ ...a, weights: 0, conv: 0 }, { ...b, weights: 0, conv: 0 });
}

test('whatever was edited in what order, the state is that of a fresh session', async () => {
  const next = random(5);
  const { weights, conv } = engine.backend.initial();
  // Room for ten states, so that most are forgotten on the way.
  const budget = 10 * (weights.byteLength + conv.byteLength + 4 * engine.backend.config.vocab);
  const session = newSession(budget);
  const edit = new Editing(next, source('memory/timeline.ts').split('\n'), program.slice(0, 1500));
  const context = [{ path: 'src/engine/pause.ts', text: source('engine/pause.ts') }];
  for (let step = 0; step < 8; step++) {
    for (let edits = 0; edits < 3; edits++) edit.step();
    const request = edit.request('src/memory/document.ts', step % 3 === 0 ? [] : context);
    const result = await complete(session, request);
    assert.ok(session.bytes <= budget);
    if (step % 2 === 1) assertSame(result, await complete(newSession(), request));
  }
});

test('typing a line and finding it give the same suggestion and the same state', async () => {
  const cursor = program.indexOf('let tail = 0;');
  const at = (length: number): CompletionRequest => ({
    path: 'src/memory/document.ts',
    prefix: program.slice(0, cursor + length),
    suffix: program.slice(cursor + 'let tail = 0;'.length),
    lines: 'one',
    context: [],
  });
  const session = newSession();
  for (let length = 0; length < 6; length++) {
    const typed = await complete(session, at(length));
    assertSame(typed, await complete(newSession(), at(length)));
  }
});

describe('tokens read for a keystroke', () => {
  const body = `${program}\n`;
  for (const lines of [100, 1000]) {
    test(`in a file of ${lines} lines`, async () => {
      const file = body
        .repeat(Math.ceil(lines / body.split('\n').length))
        .split('\n')
        .slice(0, lines);
      const session = newSession();
      const reads: number[] = [];
      for (let length = 0; length <= 20; length++) {
        const line = '    const found = lin'.slice(0, length);
        const [prefix, suffix] = [
          [...file.slice(0, lines - 20), line].join('\n'),
          `\n${file.slice(lines - 20).join('\n')}`,
        ];
        const request: CompletionRequest = { path: 'a.ts', prefix, suffix, lines: 'one', context: [] };
        reads.push((await complete(session, request)).read);
      }
      assert.ok(reads[0]! > 5 * lines, `${reads[0]} tokens at first`);
      assert.ok(Math.max(...reads.slice(1)) <= 6, `then ${reads.slice(1).join(' ')}`);
    });
  }
});
