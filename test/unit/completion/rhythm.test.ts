import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rhythm } from '../../../src/completion/rhythm.ts';

/** Types so many keys with such a gap between them, for somebody whose model takes so long; milliseconds. */
function wait({ gap, answer, keys = 50 }: { gap: number; answer: number; keys?: number }): number {
  const rhythm = new Rhythm();
  for (let key = 0; key < keys; key++) rhythm.key(1000 + key * gap);
  for (let i = 0; i < 50; i++) rhythm.answered(answer);
  return Math.round(rhythm.wait);
}

describe('the wait', () => {
  it('is twice the gap between keys, less the model’s own time', () => {
    assert.equal(wait({ gap: 150, answer: 50 }), 250);
    assert.equal(wait({ gap: 100, answer: 50 }), 150);
  });

  it('is short for a model that takes longer than a pause, and never nothing', () => {
    assert.equal(wait({ gap: 100, answer: 1000 }), 40);
  });

  it('is bounded for who types slowly', () => {
    assert.equal(wait({ gap: 900, answer: 10 }), 400);
  });

  it('learns within a word or two', () => {
    assert.ok(wait({ gap: 60, answer: 20, keys: 12 }) < 130);
  });

  it('takes no pause for a gap, nor what no finger types', () => {
    const rhythm = new Rhythm();
    const before = rhythm.wait;
    for (const at of [0, 10_000, 10_001, 10_002, 20_000]) rhythm.key(at);
    assert.equal(rhythm.wait, before);
  });
});
