import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Sandbox, type Verdict } from '../../../src/cli/eval/sandbox.ts';
import { isFailure } from '../../../src/protocol/failure.ts';

const sandbox = await Sandbox.open({ seconds: 1, wallSeconds: 4, megabytes: 64 });
assert.ok(!isFailure(sandbox), 'Python 3 is there');

const run = (program: string): Promise<Verdict> => sandbox.run(program);
const stopped = (limit: string) => ({ end: 'stopped', limit });

test('a program that comes to its end has passed', async () => {
  assert.deepEqual(await run('assert 1 + 1 == 2\nprint("fine")'), { end: 'passed' });
});

test('a failing one says how', async () => {
  assert.deepEqual(await run('assert 1 + 1 == 3, "sum"'), { end: 'failed', error: 'AssertionError: sum' });
  assert.equal((await run('def f(:')).end, 'failed');
});

test('leaving before the end is no pass', async () => {
  for (const program of ['import sys; sys.exit(0)', 'import os; os._exit(0)', 'raise SystemExit'])
    assert.equal((await run(program)).end, 'failed', program);
});

test('a loop is stopped, busy or asleep', async () => {
  assert.deepEqual(await run('while True: pass'), stopped('time'));
  assert.deepEqual(await run('import time; time.sleep(60)'), stopped('time'));
  assert.deepEqual(
    await run('import signal\nfor s in (15, 24): signal.signal(s, signal.SIG_IGN)\nwhile True: pass'),
    stopped('time'),
  );
});

test('so is one that eats memory', async () => {
  assert.deepEqual(await run('a = []\nwhile True: a.append(bytearray(10_000_000))'), stopped('memory'));
});

test('one that prints without end', async () => {
  assert.deepEqual(await run('while True: print("x" * 100_000)'), stopped('output'));
});

/** Processes whose command line holds a word that no other one has. */
function alive(word: string): number {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(word)).length;
}

test(
  'forks are refused or end with it, and nothing is left running',
  { skip: process.platform !== 'linux' },
  async () => {
    const word = randomUUID();
    const sleeper = `["python3", "-c", "import time; time.sleep(60)", "${word}"]`;
    const programs = [
      'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
      `import subprocess\nsubprocess.Popen(${sleeper}, start_new_session=True)`,
      `import os\nif os.fork() == 0:\n    os.setsid()\n    os.execvp("python3", ${sleeper})`,
    ];
    for (const program of programs) assert.notEqual((await run(program)).end, 'passed');
    assert.equal(alive(word), 0);
  },
);

test('no network, and nothing of the machine to write to', { skip: !sandbox.isolated }, async () => {
  const connects = 'import socket\nsocket.create_connection(("127.0.0.1", PORT), 2)';
  const { createServer } = await import('node:net');
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  assert.equal((await run(connects.replace('PORT', String(address.port)))).end, 'failed');
  server.close();
  assert.equal((await run('open("own.txt", "w").write("x")')).end, 'passed');
  assert.equal((await run('open("own.txt", "w").write("x" * (2 << 20))')).end, 'failed');
});

test('runs that come one after the other know nothing of each other', async () => {
  await run('open("trace", "w").write("x")');
  assert.equal((await run('import os; assert os.listdir(".") == ["program.py"]')).end, 'passed');
});
