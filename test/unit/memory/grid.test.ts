import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Grid } from '../../../src/memory/grid.ts';
import { pack, unpack } from '../../../src/memory/packed.ts';
import { random } from './toy.ts';

test('packing keeps every token', () => {
  const tokens = [0, 5, 255, 8191, 0xd800, 0xdfff, 65535];
  assert.deepEqual(unpack(pack(tokens)), tokens);
});

test('whatever was appended and cut off, the grid holds the text in chunks from its start', () => {
  const next = random(1);
  for (let round = 0; round < 200; round++) {
    const chunk = 1 + Math.floor(next() * 8);
    const grid = new Grid(chunk);
    let text = '';
    for (let change = 0; change < 20; change++) {
      if (next() < 0.7) {
        const more = String.fromCharCode(...Array.from({ length: Math.floor(next() * 12) }, () => 97 + next() * 26));
        grid.append(more);
        text += more;
      } else {
        const length = Math.floor(next() * (text.length + 3));
        grid.truncate(length);
        text = text.slice(0, length);
      }
      assert.equal(grid.length, text.length);
      const end = Math.floor(next() * (text.length + 1));
      const { full, remainder } = grid.upTo(end);
      assert.equal(full.join('') + remainder, text.slice(0, end));
      assert.ok(full.every((part) => part.length === chunk) && remainder.length < chunk);
    }
  }
});
