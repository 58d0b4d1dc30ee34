import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  memoryMessage,
  parseFromPanel,
  parseToPanel,
  type Inspection,
  type PastMessage,
} from '../../../src/protocol/panel.ts';

const inspection: Inspection = {
  weights: Float32Array.from({ length: 2 * 3 * 4 * 8 }, (_, i) => i),
  shape: [2, 3, 4, 8],
  tokensRead: 17,
  backend: '<img src=x onerror=alert(1)>',
  ms: 4.5,
  working: { read: 3, decoded: 5, snapshots: 2, snapshotBytes: 640, chunksFound: 7, chunksRead: 2, bytes: 900 },
  positions: [64, 128],
};
const past: PastMessage = { type: 'past', sequence: 1, position: 64, weights: new ArrayBuffer(16) };
const message = memoryMessage(inspection, 1);

describe('messages to the panel', () => {
  it('arrive as they were sent, whatever the backend is called', () => {
    assert.deepEqual(parseToPanel(structuredClone(message)), message);
    assert.deepEqual(parseToPanel({ type: 'nothing', more: 1 }), { type: 'nothing' });
    assert.deepEqual(parseToPanel({ ...past, more: 1 }), past);
  });

  it('carry the weights alone, in the same buffer where it holds nothing else', () => {
    assert.equal(message.weights, inspection.weights.buffer);
    const whole = new Float32Array(200).fill(7);
    const part = memoryMessage({ ...inspection, weights: whole.subarray(4, 196) }, 2);
    assert.equal(part.weights.byteLength, 192 * 4);
    assert.equal(parseToPanel(part)?.type, 'memory');
  });

  const wrong: Record<string, unknown> = {
    'not an object': 'memory',
    null: null,
    'another type': { ...message, type: 'forget' },
    'no type': { ...message, type: undefined },
    'three dimensions': { ...message, shape: [2, 3, 32] },
    'a shape that is not the buffer’s': { ...message, shape: [2, 3, 4, 9] },
    'a dimension of zero': { ...message, shape: [0, 3, 4, 8], weights: new ArrayBuffer(0) },
    'half a head': { ...message, shape: [2, 1.5, 8, 8] },
    'a shape past all bounds': { ...message, shape: [2 ** 20, 2 ** 20, 1, 1] },
    'weights that are no buffer': { ...message, weights: [...inspection.weights] },
    'tokens below zero': { ...message, tokensRead: -1 },
    'a sequence that is no number': { ...message, sequence: '1' },
    'time that is no number': { ...message, ms: NaN },
    'endless time': { ...message, ms: Infinity },
    'no working': { ...message, working: undefined },
    'a copy from nowhere': { ...message, working: { ...message.working, copied: 7 } },
    'half of the working': { ...message, working: { read: 3 } },
    'positions that are no list': { ...message, positions: { length: 0 } },
    'positions out of order': { ...message, positions: [128, 64] },
    'a past of half a number': { ...past, weights: new ArrayBuffer(15) },
    'a past at no position': { ...past, position: -64 },
    'a backend that is no text': { ...message, backend: {} },
    'a backend without end': { ...message, backend: 'x'.repeat(201) },
  };
  for (const [name, data] of Object.entries(wrong)) {
    it(`with ${name} are dropped`, () => assert.equal(parseToPanel(data), undefined));
  }
});

describe('messages from the panel', () => {
  it('are checked too', () => {
    assert.deepEqual(parseFromPanel({ type: 'ready', more: 1 }), { type: 'ready' });
    const good = [
      { type: 'showing', view: 'matrices', live: false },
      { type: 'past', position: 64 },
      { type: 'equation', anchor: 'the-matrix' },
      { type: 'export', view: 'start', format: 'png', bytes: new ArrayBuffer(4) },
    ];
    for (const data of good) assert.deepEqual(parseFromPanel({ ...data, more: 1 }), data);
    const wrong = [
      undefined,
      null,
      'ready',
      {},
      { type: 'memory' },
      { type: 'showing', view: 'toString', live: true },
      { type: 'showing', view: 'start', live: 1 },
      { type: 'past', position: 0.5 },
      { type: 'equation', anchor: '../README.md' },
      { type: 'export', view: 'start', format: 'exe', bytes: new ArrayBuffer(4) },
      { type: 'export', view: 'start', format: 'png', bytes: [1] },
    ];
    for (const data of wrong) assert.equal(parseFromPanel(data), undefined, JSON.stringify(data));
  });
});
