import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { State } from '../../../src/engine/backend.ts';
import { Snapshots, type Point } from '../../../src/memory/snapshots.ts';

const state = (): State => ({ weights: new Float32Array(20), conv: new Float32Array(5) });
const bytes = 100;

function way(from: Point, count: number): Point[] {
  const points: Point[] = [];
  for (let at: Point = from; points.length < count;) {
    at = { parent: at, position: at.position + 64, state: undefined };
    points.push(at);
  }
  return points;
}

function root(): Point {
  return { parent: undefined, position: 0, state: state() };
}

/** Positions whose states are kept. */
function kept(points: readonly Point[]): number[] {
  return points.filter((point) => point.state !== undefined).map((point) => point.position);
}

describe('reading a long file', () => {
  const dropped: Point[] = [];
  const snapshots = new Snapshots(40 * bytes, (point) => dropped.push(point));
  const points = way(root(), 1000);
  for (const point of points) {
    snapshots.keep(point, state());
    assert.ok(snapshots.bytes <= 40 * bytes);
  }

  test('fills the budget and stays under it', () => {
    assert.equal(snapshots.count, 40);
    assert.equal(kept(points).length, 40);
    assert.equal(dropped.length, 960);
  });

  test('keeps the states near the cursor, and the last one', () => {
    assert.deepEqual(
      kept(points).slice(-6),
      [995, 996, 997, 998, 999, 1000].map((n) => 64 * n),
    );
  });

  test('costs at most a part of the way back, wherever an edit is', () => {
    const positions = [0, ...kept(points)];
    for (let edit = 0; edit < 64000; edit += 64) {
      const again = edit - positions.findLast((position) => position <= edit)!;
      assert.ok(again <= 0.4 * (64000 - edit) + 64, `an edit at ${edit} reads ${again} tokens again`);
    }
  });
});

test('after an edit, states of the old text go before those of the new', () => {
  const snapshots = new Snapshots(30 * bytes, () => undefined);
  const old = way(root(), 25);
  for (const point of old) snapshots.keep(point, state());
  const fresh = way(old[9]!, 15);
  for (const point of fresh) snapshots.keep(point, state());
  assert.ok(kept(fresh).length >= 14);
  assert.ok(kept(old.slice(10)).length <= 8);
});

test('no budget, no states', () => {
  const snapshots = new Snapshots(bytes - 1, () => undefined);
  const points = way(root(), 3);
  for (const point of points) snapshots.keep(point, state());
  assert.equal(snapshots.bytes, 0);
  assert.deepEqual(kept(points), []);
});

test('where a completion was made the state stays, whatever is read elsewhere', () => {
  for (const asked of [false, true]) {
    const snapshots = new Snapshots<Point>(40 * bytes, () => undefined);
    const start = root();
    const typed = way(start, 100);
    for (const point of typed) snapshots.keep(point, state());
    if (asked) snapshots.ask(typed[99]!);
    for (let other = 0; other < 50; other++) for (const point of way(start, 4)) snapshots.keep(point, state());
    assert.equal(typed[99]!.state !== undefined, asked);
  }
});
