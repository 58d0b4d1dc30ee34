import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insertion } from '../../../src/completion/insertion.ts';

describe('a suggestion as an insertion', () => {
  it('ends before the closers that stay', () => {
    assert.equal(insertion('a, b)', ')\nc'), 'a, b');
    assert.equal(insertion('g(a))', ')'), 'g(a)');
    assert.equal(insertion('{ a: 1 });', '});  \n'), '{ a: 1 ');
  });

  it('leaves out what comes after them', () => {
    assert.equal(insertion('a).then(b;', ')\n'), 'a');
  });

  it('is the whole where nothing stays', () => {
    assert.equal(insertion('a, b)', '\nc'), 'a, b)');
    assert.equal(insertion('a, b)', ''), 'a, b)');
  });
});
