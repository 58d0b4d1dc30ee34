/** A file of 10 000 lines, with as many states as the default budget has room for beside the shipped model's. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Session, type CompletionRequest } from '../../../src/memory/session.ts';
import { random, ToyBackend, ToyTokenizer } from './toy.ts';

const never = () => false;
const chunk = 64;
const lines = Array.from({ length: 10_000 }, (_, index) => `const foo${index} = bar(${index * 7});`);
/** Bytes of a toy's state, and of the shipped model's. */
const [toy, shipped] = [12, 336_384];
const budget = (64 * 2 ** 20 * toy) / shipped;

const at = (line: number, text: readonly string[]): CompletionRequest => ({
  path: 'long.ts',
  prefix: `${text.slice(0, line).join('\n')}\nconst`,
  suffix: `\n${text.slice(line).join('\n')}`,
  lines: 'one',
  context: [],
});

async function read(session: Session, request: CompletionRequest): Promise<number> {
  const answer = await session.complete(request, never);
  return 'text' in answer ? answer.read : assert.fail(JSON.stringify(answer));
}

let session: Session;
let tokens: number;
before(async () => {
  const tokenizer = new ToyTokenizer();
  session = new Session(new ToyBackend(tokenizer, chunk), tokenizer, { budget });
  tokens = await read(session, at(9990, lines));
});

test('wherever it is edited, what is read is a small part of the way back, and what stands around the cursor', async () => {
  const next = random(3);
  for (let edit = 0; edit < 8; edit++) {
    const line = 20 + Math.floor(next() * 9950);
    const changed = lines.with(line - 12, 'const changed = foo;');
    const back = ((9990 - line) / 9990) * tokens;
    const cost = await read(session, at(line, changed));
    assert.ok(cost <= back / 16 + 1000, `line ${line}: ${cost} tokens, ${Math.round(back)} back`);
    await session.read(at(9990, lines), never);
  }
});
