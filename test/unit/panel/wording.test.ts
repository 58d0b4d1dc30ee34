import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noCounts } from '../../../src/protocol/counts.ts';
import { headOf, summaryOf, type Memory } from '../../../media/memory-panel/memory.ts';
import { bytes, counted, described, milliseconds, signed, tick, tokens } from '../../../media/memory-panel/wording.ts';

describe('numbers in words', () => {
  it('are short', () => {
    assert.deepEqual([tokens(1), tokens(1284)], ['1 token', '1,284 tokens']);
    const counts = { ...noCounts(0), shown: 1200, accepted: 400, characters: 9000 };
    assert.equal(counted(counts), '1,200 shown, 400 accepted, 9,000 characters saved');
    assert.deepEqual([12, 294_912, 5_000_000].map(bytes), ['12 bytes', '288 KB', '4.77 MB']);
    assert.deepEqual([3.14159, 37.6, 1234.5].map(milliseconds), ['3.1 ms', '38 ms', '1,235 ms']);
  });

  it('have a sign and the digits that the scale allows', () => {
    assert.deepEqual(
      [0.1234, -0.1234, 0.0001].map((value) => signed(value, 1)),
      ['+0.12', '\u22120.12', '0.00'],
    );
    assert.deepEqual([signed(1.234, 0.5), signed(123.4, 500), signed(NaN, 1)], ['+1.234', '+123', 'not a number']);
    assert.deepEqual([-0.1, 0, 0.2 * 5].map(tick), ['\u22120.1', '0', '1']);
  });
});

describe('a head', () => {
  const memory: Memory = { layers: 1, heads: 2, rows: 2, columns: 4, weights: new Float32Array(16) };
  memory.weights[8 + 4 + 3] = -4;

  it('is its part of the weights', () => {
    assert.deepEqual([...headOf(memory, { layer: 0, head: 1 })], [0, 0, 0, 0, 0, 0, 0, -4]);
  });

  it('is described by its largest value and its typical size', () => {
    const place = { layer: 0, head: 1 };
    const summary = summaryOf(headOf(memory, place), 4);
    assert.deepEqual(summary, { peak: { row: 1, column: 3 }, largest: -4, typical: Math.SQRT2 });
    assert.equal(
      described(place, summary, 5),
      'Layer 1, head 2: largest value \u22124.00 at row 2, column 4; typical size 1.41',
    );
  });
});
