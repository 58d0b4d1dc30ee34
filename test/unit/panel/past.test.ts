import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Past } from '../../../media/memory-panel/past.ts';

/** What was asked for, and the answers to it: each memory is its own position. */
function look() {
  const asked: number[] = [];
  const past = new Past((position) => asked.push(position));
  const answer = (sequence: number, gone = false) => {
    const position = asked.at(-1)!;
    const weights = gone ? new ArrayBuffer(0) : Float32Array.of(position).buffer;
    return past.take({ type: 'past', sequence, position, weights });
  };
  return { asked, past, answer };
}

describe('the memories on the way', () => {
  it('are not asked for before somebody looks back', () => {
    const { asked, past } = look();
    past.show(1, [64, 128]);
    assert.deepEqual(asked, []);
    assert.equal(past.at(0), undefined);
  });

  it('come one after another, the one that is looked at first and then its neighbours', () => {
    const { asked, past, answer } = look();
    past.show(1, [64, 128, 192, 256]);
    past.want(2);
    assert.deepEqual(asked, [192]);
    while (asked.length < 4) assert.ok(answer(1));
    assert.deepEqual(asked, [192, 128, 256, 64]);
    assert.ok(answer(1));
    assert.equal(asked.length, 4);
    assert.deepEqual(past.at(3), { position: 256, weights: Float32Array.of(256) });
  });

  it('stand in for a neighbour that has not come, or is kept no more', () => {
    const { past, answer } = look();
    past.show(1, [64, 128, 192]);
    past.want(0);
    answer(1);
    assert.equal(past.at(2)?.position, 64);
    answer(1, true);
    assert.equal(past.at(1)?.position, 64);
    answer(1);
    assert.equal(past.at(1)?.position, 64);
    assert.equal(past.at(2)?.position, 192);
  });

  it('are forgotten with another memory, whose own are asked for at once while somebody looks', () => {
    const { asked, past, answer } = look();
    past.show(1, [64]);
    past.want(0);
    past.show(2, [64, 128]);
    assert.deepEqual(asked, [64, 64]);
    assert.equal(answer(1), false);
    assert.equal(past.at(0), undefined);
    assert.ok(answer(2));
    past.rest();
    past.show(3, [64]);
    assert.equal(asked.length, 3);
  });

  it('are thinned out where there are many, both ends kept', () => {
    const { past } = look();
    past.show(
      1,
      Array.from({ length: 1000 }, (_, i) => 64 * i),
    );
    assert.equal(past.positions.length, 64);
    assert.deepEqual([past.positions[0], past.positions.at(-1)], [0, 64 * 999]);
    assert.equal(new Set(past.positions).size, 64);
  });
});
