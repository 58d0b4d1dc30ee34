import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { serve, type Answerer, type Reply } from '../../../src/cli/complete.ts';

const question = (id: number, prefix = '') => JSON.stringify({ id, path: 'a.ts', prefix, suffix: '' });

async function replies(lines: readonly string[], answerer: Answerer): Promise<Reply[]> {
  let text = '';
  // Takes one line at a time: whoever writes has to wait for it.
  const output = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      setImmediate(done);
    },
  });
  await serve([Buffer.from(lines.join('\n'))] as never, output, answerer);
  assert.ok(text === '' || text.endsWith('\n'));
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Reply);
}

const echo: Answerer = ({ prefix }) => Promise.resolve({ completion: prefix, tokens: 1, ms: 1, confidence: 1 });

test('one line out for each line in, in order, whatever is in it', async () => {
  const lines = [question(1, 'a'), 'nope', question(2, '\u2028'), '', '[]', question(3)];
  const answers = await replies(lines, echo);
  assert.deepEqual(
    answers.map((reply) => [reply.id, 'error' in reply ? 'error' : reply.completion]),
    [
      [1, 'a'],
      [null, 'error'],
      [2, '\u2028'],
      [null, 'error'],
      [null, 'error'],
      [3, ''],
    ],
  );
});

test('questions are answered one after the other', async () => {
  let running = 0;
  await replies([question(1), question(2), question(3)], async (request) => {
    assert.equal(++running, 1);
    await new Promise(setImmediate);
    running -= 1;
    return echo(request);
  });
});

test('a question that fails takes no other with it', async () => {
  const answers = await replies([question(1, 'bad'), question(2, 'good')], (request) =>
    request.prefix === 'bad' ? Promise.reject(new Error('out of memory')) : echo(request),
  );
  assert.deepEqual(answers[0], { id: 1, error: 'the model failed: out of memory' });
  assert.equal('completion' in answers[1]! && answers[1].completion, 'good');
});

test('no input, no output', async () => {
  assert.deepEqual(await replies([], echo), []);
});
