import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedPart } from '../../../media/memory-panel/changed-part.ts';
import { linesOf } from '../../../media/memory-panel/selection.ts';
import { headNames, lineNames } from '../../../media/memory-panel/wording.ts';
import { parseFromPanel, parseToPanel } from '../../../src/protocol/panel.ts';
import type { TokenList } from '../../../src/protocol/trace.ts';

const answer = { real: { text: 'a', confidence: 0.5 }, without: { text: '', confidence: 0 }, ms: 3 };

describe('messages about forgetting', () => {
  const sent = [
    { type: 'forget' },
    { type: 'forget', path: 'src/a.ts' },
    { type: 'forget', path: 'src/a.ts', lines: { from: 0, to: 3 } },
    { type: 'remember' },
    { type: 'dropWhatIf' },
    { type: 'whatIf', heads: { layer: 1 }, lines: undefined },
    { type: 'whatIf', heads: undefined, lines: { path: 'a.ts', from: 2, to: 3 } },
  ];
  for (const message of sent) {
    it(`arrive as they were sent: ${JSON.stringify(message)}`, () =>
      assert.deepEqual(parseFromPanel(message), message));
  }
  for (const message of [
    { type: 'whatIf', answer },
    { type: 'whatIf', answer: null },
    { type: 'forgotten', some: true },
  ]) {
    it(`arrive at the panel: ${JSON.stringify(message)}`, () => assert.deepEqual(parseToPanel(message), message));
  }

  const wrong = [
    { type: 'forget', path: '../a.ts' },
    { type: 'forget', lines: { from: 0, to: 1 } },
    { type: 'forget', path: 'a.ts', lines: { from: 2, to: 2 } },
    { type: 'whatIf', heads: { layer: -1 } },
    { type: 'whatIf', lines: { path: '/etc/a', from: 0, to: 1 } },
  ];
  for (const message of wrong) {
    it(`are dropped: ${JSON.stringify(message)}`, () => assert.equal(parseFromPanel(message), undefined));
  }
  it('are dropped at the panel', () => {
    assert.equal(parseToPanel({ type: 'whatIf', answer: { ...answer, real: 'a' } }), undefined);
    assert.equal(parseToPanel({ type: 'forgotten', some: 1 }), undefined);
  });
});

describe('the lines of a selection', () => {
  // The name of b.ts; two lines of it; a mark; a line of a.ts.
  const list: TokenList = {
    texts: ['b', 'x', '\n', 'y', '', 'z', 'w'],
    paths: ['b.ts', 'a.ts'],
    places: Int32Array.from([0, 0, 0, 1, 0, 4, 0, 0, 0, 4, 1, 0, 0, 6, 0, 0, 1, 9, 0, 2, 1, 2, 0, 0, 1, 9, 0, 3]),
    chosen: 6,
    beyond: 6,
    older: 0,
  };

  it('are those of its first file', () => {
    assert.deepEqual(linesOf(list, [1, 2]), { path: 'b.ts', from: 4, to: 5 });
    assert.deepEqual(linesOf(list, [0, 5]), { path: 'b.ts', from: 4, to: 7 });
    assert.deepEqual(linesOf(list, [4, 6]), { path: 'a.ts', from: 2, to: 3 });
  });

  it('are none where it stands on none', () => {
    for (const token of [0, 4, 6]) assert.equal(linesOf(list, [token, token]), undefined);
  });
});

describe('where a text differs from another', () => {
  for (const [text, other, head, own, tail] of [
    ['foo(bar)', 'foo(baz)', 'foo(ba', 'r', ')'],
    ['same', 'same', 'same', '', ''],
    ['aa', 'aaa', 'aa', '', ''],
    ['aaa', 'aa', 'aa', 'a', ''],
    ['x🦊y', 'x🦁y', 'x', '🦊', 'y'],
    ['', 'all', '', '', ''],
  ] as const) {
    it(`${text} beside ${other}`, () => assert.deepEqual(changedPart(text, other), { head, own, tail }));
  }
});

it('lines and heads have names that count from one', () => {
  assert.deepEqual([lineNames({ from: 2, to: 3 }), lineNames({ from: 2, to: 5 })], ['line 3', 'lines 3 to 5']);
  const names = [{}, { layer: 0 }, { head: 1 }, { layer: 0, head: 1 }].map((filter) => headNames(filter));
  assert.deepEqual(names, ['any memory', 'Layer 1', 'head 2 of each layer', 'Layer 1, head 2']);
});
