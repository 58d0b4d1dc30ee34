import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { axisWidth, enlargedSize, gap, layoutOf, nameWidth } from '../../../media/memory-panel/layout.ts';

const small = { heads: 6, columns: 64, rows: 32 };

describe('the heads’ layout', () => {
  it('wraps a layer evenly at 250 pixels', () => {
    assert.deepEqual(layoutOf({ width: 226, ...small }), {
      across: 3,
      oneLine: false,
      width: 64,
      height: 32,
      total: 3 * 64 + 2 * gap,
    });
  });

  it('stands in one line, with names, where there is room', () => {
    const layout = layoutOf({ width: 876, ...small });
    assert.deepEqual([layout.across, layout.oneLine, layout.width, layout.height], [6, true, 128, 64]);
    assert.equal(layout.total, nameWidth + 6 * 128 + 5 * gap);
  });

  it('never is wider than the room, keeps cells square, and shows each head', () => {
    for (const heads of [1, 2, 5, 6, 8, 12]) {
      for (const columns of [32, 64, 128, 384]) {
        for (let width = 100; width < 2000; width += 37) {
          const layout = layoutOf({ width, heads, columns, rows: columns / 2 });
          const about = JSON.stringify({ heads, columns, width, layout });
          assert.ok(layout.total <= width + 1, about);
          assert.ok(Math.abs(layout.width / 2 - layout.height) <= 1, about);
          assert.ok(layout.across >= 1 && layout.across <= heads, about);
          if (layout.width > columns) assert.equal((layout.width * 8) % columns, 0, about);
        }
      }
    }
  });

  it('does not grow without end', () => {
    assert.equal(layoutOf({ width: 10_000, ...small }).width, 4 * 64);
  });
});

describe('an enlarged head', () => {
  it('fills the width or the height, in halves of a pixel a cell', () => {
    assert.deepEqual(enlargedSize(226, 2000, 64, 32), [192, 96]);
    assert.deepEqual(enlargedSize(876, 320, 64, 32), [640, 320]);
  });

  it('fits even where a cell has less than a pixel', () => {
    const [width] = enlargedSize(226, 2000, 384, 32);
    assert.ok(width <= 226 - axisWidth);
  });
});
