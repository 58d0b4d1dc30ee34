import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeletedLines, type Replacement } from '../../../src/completion/deleted-lines.ts';

const text = 'a();\n  b();\r\n}\nc();\n';

function replacement(from: [number, number], to: [number, number], text = ''): Replacement {
  const [start, end] = [from, to].map(([line, character]) => ({ line, character })) as [never, never];
  return { start, end, text };
}

describe('deleted lines', () => {
  it('are those that a deletion takes away, without their indentation', () => {
    const lines = new DeletedLines(text);
    lines.replace(replacement([0, 0], [3, 0]), 0);
    assert.deepEqual(lines.recent(0), ['a();', 'b();']);
  });

  it('are also those that a deletion inside of them changes', () => {
    const lines = new DeletedLines(text);
    lines.replace(replacement([1, 3], [1, 6]), 0);
    assert.deepEqual(lines.recent(0), ['b();']);
  });

  it('are none where something is typed', () => {
    const lines = new DeletedLines(text);
    lines.replace(replacement([0, 0], [0, 0], 'x'), 0);
    assert.deepEqual(lines.recent(0), []);
  });

  it('are no longer deleted once they are back', () => {
    const lines = new DeletedLines(text);
    lines.replace(replacement([0, 0], [1, 0]), 0);
    lines.replace(replacement([2, 0], [2, 0], 'a();\n'), 1);
    assert.deepEqual(lines.recent(1), []);
  });

  it('are forgotten after two minutes', () => {
    const lines = new DeletedLines(text);
    lines.replace(replacement([0, 0], [1, 0]), 0);
    assert.deepEqual(lines.recent(120_000), ['a();']);
    assert.deepEqual(lines.recent(120_001), []);
  });

  it('follow the text over many edits', () => {
    const lines = new DeletedLines('');
    for (const [i, character] of Array.from('one();\ntwo();').entries()) {
      const at: [number, number] = i < 7 ? [0, i] : [1, i - 7];
      lines.replace(replacement(at, at, character), i);
    }
    lines.replace(replacement([0, 6], [1, 6]), 20);
    assert.deepEqual(lines.recent(20), ['two();']);
  });
});
