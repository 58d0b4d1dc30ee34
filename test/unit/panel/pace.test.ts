import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { pace } from '../../../src/editor/panel-pace.ts';

/** Clock and timers that only the test moves. */
function world(work: () => Promise<void> = () => Promise.resolve(), longer?: () => number) {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const starts: number[] = [];
  const paced = pace(
    () => {
      starts.push(Date.now());
      return work();
    },
    100,
    () => Date.now(),
    longer,
  );
  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i++) {
      mock.timers.tick(1);
      await Promise.resolve();
    }
  };
  return { starts, paced, pass };
}

describe('the pace of updates', () => {
  it('starts at once, then at most ten times a second, and ends with the last that was asked for', async () => {
    const { starts, paced, pass } = world();
    for (let i = 0; i < 100; i++) {
      paced.ask();
      await pass(7);
    }
    await pass(500);
    assert.equal(starts[0], 0);
    assert.deepEqual(
      starts.slice(1).map((start, i) => start - starts[i]!),
      Array(7).fill(100),
    );
  });

  it('never works twice at once', async () => {
    let finish = (): void => {};
    const { starts, paced, pass } = world(() => new Promise((resolve) => (finish = resolve)));
    paced.ask();
    await pass(500);
    paced.ask();
    paced.ask();
    assert.equal(starts.length, 1);
    finish();
    await pass(5);
    assert.equal(starts.length, 2);
    finish();
    await pass(500);
    assert.equal(starts.length, 2);
  });

  it('starts seldom where nobody waits, and soon for who does', async () => {
    let rest = 1000;
    const { starts, paced, pass } = world(undefined, () => rest);
    paced.askLater();
    for (let i = 0; i < 30; i++) {
      await pass(50);
      paced.askLater();
    }
    assert.deepEqual(starts, [0, 1000]);
    paced.ask();
    await pass(10);
    assert.deepEqual(starts, [0, 1000, 1500]);
    rest = 0;
    paced.askLater();
    await pass(200);
    assert.deepEqual(starts, [0, 1000, 1500, 1600]);
  });

  it('what nobody waits for and came while it worked waits, too', async () => {
    let finish = (): void => {};
    const { starts, paced, pass } = world(
      () => new Promise((resolve) => (finish = resolve)),
      () => 1000,
    );
    paced.ask();
    await pass(300);
    paced.askLater();
    finish();
    await pass(600);
    assert.deepEqual(starts, [0]);
    await pass(200);
    assert.deepEqual(starts, [0, 1000]);
  });

  it('does nothing more once it is cancelled', async () => {
    const { starts, paced, pass } = world();
    paced.ask();
    await pass(10);
    paced.ask();
    paced.cancel();
    await pass(500);
    assert.equal(starts.length, 1);
  });
});
