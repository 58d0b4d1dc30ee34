/** Memory that does not suffice: half of what is kept goes, and the request is answered all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { State } from '../../../src/engine/backend.ts';
import { Session, type CompletionRequest } from '../../../src/memory/session.ts';
import { ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;

/** The next so many calls find no memory. */
class ShortBackend extends ToyBackend {
  short = 0;

  override chunk(state: State, tokens: readonly number[]) {
    if (this.short-- > 0) return Promise.reject(new RangeError('Array buffer allocation failed'));
    return super.chunk(state, tokens);
  }
}

const program = Array.from({ length: 100 }, (_, index) => `const foo${index} = bar(${index * 7});\n`).join('');
const request: CompletionRequest = { path: 'a.ts', prefix: program, suffix: '\n', lines: 'one', context: [] };
const budget = 40 * 12;

function started() {
  const tokenizer = new ToyTokenizer();
  const backend = new ShortBackend(tokenizer, 16);
  const told: number[] = [];
  const session = new Session(backend, tokenizer, { budget, onShortage: (bytes) => told.push(bytes) });
  return { backend, session, told };
}

test('half of the budget goes, and the request is answered as it would have been', async () => {
  const expected = await started().session.complete(request, never);
  const { backend, session, told } = started();
  await session.read({ ...request, path: 'b.ts' }, never);
  assert.ok(session.bytes > budget / 2);
  backend.short = 1;
  const answer = await session.complete(request, never);
  assert.ok('text' in answer && 'text' in expected);
  assert.deepEqual(answer.state, expected.state);
  assert.deepEqual(told, [budget / 2]);
  assert.ok(session.bytes <= budget / 2, `${session.bytes} bytes`);
});

test('once more, not for ever: a request that fails twice fails, and the next one is served', async () => {
  const { backend, session, told } = started();
  backend.short = 2;
  await assert.rejects(session.complete(request, never), /allocation failed/);
  assert.equal(told.length, 1);
  assert.ok('text' in (await session.complete(request, never)));
});
