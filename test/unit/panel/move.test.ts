import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { movedCell, movedHead, movedTab } from '../../../media/memory-panel/move.ts';

describe('arrow keys among the heads', () => {
  // Layer 0: heads 0 1 2 / 3 4, layer 1 the same.
  const heads = { layers: 2, heads: 5, across: 3 };
  const moved = (layer: number, head: number, key: string): string | undefined => {
    const to = movedHead({ layer, head }, key, heads);
    return to && `${to.layer}.${to.head}`;
  };

  it('go where the eye goes', () => {
    assert.equal(moved(0, 1, 'ArrowDown'), '0.4');
    assert.equal(moved(0, 2, 'ArrowDown'), '0.4');
    assert.equal(moved(0, 4, 'ArrowDown'), '1.1');
    assert.equal(moved(1, 1, 'ArrowUp'), '0.4');
    assert.equal(moved(1, 2, 'ArrowUp'), '0.4');
    assert.equal(moved(0, 2, 'ArrowRight'), '0.3');
    assert.equal(moved(0, 3, 'ArrowLeft'), '0.2');
    assert.equal(moved(1, 2, 'Home'), '1.0');
    assert.equal(moved(1, 2, 'End'), '1.4');
  });

  it('stop at the edges and leave other keys alone', () => {
    for (const [layer, head, key] of [
      [0, 0, 'ArrowLeft'],
      [0, 4, 'ArrowRight'],
      [0, 1, 'ArrowUp'],
      [1, 4, 'ArrowDown'],
      [0, 0, 'a'],
    ] as const) {
      assert.equal(moved(layer, head, key), undefined, key);
    }
  });
});

describe('arrow keys among the cells', () => {
  it('move by one, with shift by eight, and stay inside', () => {
    const from = { row: 3, column: 60 };
    assert.deepEqual(movedCell(from, 'ArrowDown', false, 32, 64), { row: 4, column: 60 });
    assert.deepEqual(movedCell(from, 'ArrowRight', true, 32, 64), { row: 3, column: 63 });
    assert.deepEqual(movedCell(from, 'ArrowUp', true, 32, 64), { row: 0, column: 60 });
    assert.deepEqual(movedCell(from, 'Home', false, 32, 64), { row: 3, column: 0 });
    assert.equal(movedCell(from, 'Tab', false, 32, 64), undefined);
  });
});

describe('arrow keys among the tabs', () => {
  it('go round, and Home and End to the ends', () => {
    const moved = (key: string) => [0, 1, 2].map((from) => movedTab(from, key, 3));
    assert.deepEqual(moved('ArrowRight'), [1, 2, 0]);
    assert.deepEqual(moved('ArrowLeft'), [2, 0, 1]);
    assert.deepEqual(moved('Home'), [0, 0, 0]);
    assert.deepEqual(moved('End'), [2, 2, 2]);
    assert.deepEqual(moved('Enter'), [undefined, undefined, undefined]);
  });
});
