import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFromPanel, parseToPanel } from '../../../src/protocol/panel.ts';
import { mostPairs, type CollisionsMessage } from '../../../src/protocol/collisions.ts';
import type { RecallMessage } from '../../../src/protocol/recall.ts';
import type { ReadsMessage, WritesMessage } from '../../../src/protocol/trace.ts';

const list = {
  texts: ['', '<script>', '\n', 'zebra'],
  paths: ['a.ts', '"><img src=x onerror=alert(1)>.ts'],
  places: Int32Array.from([0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 8, 0, 1, 1, 4, 3]),
  chosen: 3,
  beyond: 3,
  older: 64,
};
const reads: ReadsMessage = {
  type: 'reads',
  list,
  layers: 2,
  heads: 3,
  target: 3,
  shares: new Float32Array(18).fill(0.25),
  before: new Float32Array(6),
  copied: { share: 0.75, places: [{ path: '"><img>.ts', line: 3, column: 8, share: 0.5, text: '<b>zebra</b>' }] },
  ms: 3,
};
const values = () => new Float32Array(18);
const writes: WritesMessage = {
  type: 'writes',
  list,
  layers: 2,
  heads: 3,
  beta: values(),
  surprise: values(),
  held: values(),
  ms: 3,
};

const recall: RecallMessage = {
  type: 'recall',
  list,
  layers: 2,
  heads: 3,
  path: 'a.ts',
  symbols: [{ name: '<img src=x>', kind: 'function', line: 0, column: 0, from: 0, to: 2 }],
  beta: values(),
  recall: values(),
  curve: { from: 0, to: 2, at: Int32Array.from([1, 2]), recall: new Float32Array(24) },
  ms: 3,
};
const collisions: CollisionsMessage = {
  type: 'collisions',
  list,
  layers: 2,
  heads: 3,
  pairs: new Int32Array(12 * mostPairs).fill(-1),
  figures: new Float32Array(18 * mostPairs),
  ms: 3,
};

describe('who wrote what, to the panel', () => {
  it('arrives as it was sent, whatever the files hold and are called', () => {
    const progress = { type: 'progress', read: 64, total: 2048 };
    for (const message of [reads, writes, recall, collisions, progress])
      assert.deepEqual(parseToPanel(structuredClone(message)), message);
  });

  const wrong: Record<string, unknown> = {
    'no tokens': { ...reads, list: undefined },
    'texts that are none': { ...reads, list: { ...list, texts: [1, 2, 3, 4] } },
    'a place too few': { ...reads, list: { ...list, places: list.places.slice(4) } },
    'a file that is not there': { ...reads, list: { ...list, places: list.places.with(0, 2) } },
    'a line below zero': { ...reads, list: { ...list, places: list.places.with(1, -1) } },
    'a kind that is not there': { ...reads, list: { ...list, places: list.places.with(3, 4) } },
    'a suggestion past the end': { ...reads, list: { ...list, beyond: 4 } },
    'shares of other tokens': { ...reads, shares: new Float32Array(24) },
    'shares that are no numbers': { ...reads, shares: Array(18).fill('1') },
    'nothing older, of too few heads': { ...reads, before: new Float32Array(5) },
    'a target that nobody reads for': { ...reads, target: 0 },
    'a target past the end': { ...reads, target: 4 },
    'too many heads': { ...reads, layers: 2 ** 20 },
    'copied from nobody knows where': { ...reads, copied: undefined },
    'copied from outside of the folder': {
      ...reads,
      copied: { share: 1, places: [{ ...reads.copied.places[0]!, path: '../a.ts' }] },
    },
    'copied a part that is no number': {
      ...reads,
      copied: { share: 1, places: [{ ...reads.copied.places[0]!, share: NaN }] },
    },
    'copied from too many places': { ...reads, copied: { share: 1, places: Array(41).fill(reads.copied.places[0]!) } },
    'writes without their strengths': { ...writes, beta: undefined },
    'recall of tokens that were chosen': { ...recall, recall: new Float32Array(24) },
    'a definition of no kind': { ...recall, symbols: [{ ...recall.symbols[0]!, kind: 'script' }] },
    'a definition beyond what was read': { ...recall, symbols: [{ ...recall.symbols[0]!, to: 4 }] },
    'a curve that begins before it was written': {
      ...recall,
      curve: { ...recall.curve!, at: Int32Array.from([0, 2]) },
    },
    'a curve that goes back': { ...recall, curve: { ...recall.curve!, at: Int32Array.from([2, 1]) } },
    'a curve without end': { ...recall, curve: { ...recall.curve!, at: Int32Array.from([1, 3]) } },
    'a curve of too few numbers': { ...recall, curve: { ...recall.curve!, recall: values() } },
    'a collision with a token that was not read': { ...collisions, pairs: collisions.pairs.with(0, 3) },
    'progress below zero': { type: 'progress', read: -64, total: 2048 },
    'too few collisions': { ...collisions, figures: new Float32Array(18) },
  };
  for (const [name, message] of Object.entries(wrong)) {
    it(`is dropped: ${name}`, () => assert.equal(parseToPanel(message), undefined));
  }
});

describe('what the panel asks of the host', () => {
  const right: unknown[] = [
    { type: 'look', token: 3 },
    { type: 'recallOf', path: 'src/a.ts', line: 0, column: 4, length: 5 },
    { type: 'reach', tokens: 2048 },
    { type: 'open', path: 'src/a.ts', line: 0, column: 4, length: 5 },
    { type: 'decorate', lines: [{ path: 'a.ts', line: 3, share: -0.25 }] },
    { type: 'decorate', lines: [] },
  ];
  for (const message of right) {
    it(`arrives: ${JSON.stringify(message)}`, () =>
      assert.deepEqual(parseFromPanel(structuredClone(message)), message));
  }

  const open = { type: 'open', path: 'a.ts', line: 0, column: 0, length: 0 };
  const wrong: Record<string, unknown> = {
    'a path that leads out': { ...open, path: 'src/../../etc/passwd' },
    'a path from the root': { ...open, path: '/etc/passwd' },
    'a path that is no text': { ...open, path: ['a.ts'] },
    'no path': { ...open, path: '' },
    'more than there is memory for': { type: 'reach', tokens: 8192 },
    'next to nothing': { type: 'reach', tokens: 1 },
    'recall of a path that leads out': { ...open, type: 'recallOf', path: '../a.ts' },
    'half a line': { ...open, line: 0.5 },
    'a column below zero': { ...open, column: -1 },
    'a token that is no number': { type: 'look', token: '1' },
    'to forget lines of no file': { type: 'forget', lines: { from: 0, to: 1 } },
    'to forget no lines': { type: 'forget', path: 'a.ts', lines: { from: 1, to: 1 } },
    'marks that are no lines': { type: 'decorate', lines: [{ path: 'a.ts' }] },
  };
  for (const [name, message] of Object.entries(wrong)) {
    it(`is dropped: ${name}`, () => assert.equal(parseFromPanel(message), undefined));
  }
});
