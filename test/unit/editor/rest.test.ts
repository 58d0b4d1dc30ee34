import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { idle, Rest } from '../../../src/editor/rest.ts';

/** A rest with a clock that is moved by hand; `asked` says when something was last asked. */
function started() {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000_000 });
  const seen = { rests: 0, asked: Date.now() };
  const rest = new Rest({ lastAsked: () => seen.asked, rest: () => seen.rests++ });
  return { seen, rest };
}

test('rests when nothing was asked for long, in a window that nobody uses', () => {
  const { seen, rest } = started();
  rest.window(false);
  mock.timers.tick(idle - 1);
  assert.equal(seen.rests, 0);
  mock.timers.tick(1);
  assert.equal(seen.rests, 1);
  rest.dispose();
  mock.timers.reset();
});

test('a request meanwhile puts it off', () => {
  const { seen, rest } = started();
  rest.window(false);
  mock.timers.tick(idle / 2);
  seen.asked = Date.now();
  mock.timers.tick(idle / 2);
  assert.equal(seen.rests, 0);
  mock.timers.tick(idle / 2);
  assert.equal(seen.rests, 1);
  rest.dispose();
  mock.timers.reset();
});

test('never in a window that somebody uses', () => {
  const { seen, rest } = started();
  rest.window(false);
  mock.timers.tick(idle - 1);
  rest.window(true);
  mock.timers.tick(10 * idle);
  assert.equal(seen.rests, 0);
  rest.window(false);
  assert.equal(seen.rests, 1, 'long idle already when the window is left');
  rest.dispose();
  mock.timers.tick(10 * idle);
  assert.equal(seen.rests, 1);
  mock.timers.reset();
});
