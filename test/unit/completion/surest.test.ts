import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { surest, type Part } from '../../../src/completion/surest.ts';

/** What is shown of a text: `at` holds how sure the model is behind each `|` of the picture, the last its end. */
function shown(picture: string, at: readonly number[], confidences: readonly number[], threshold = 0.2, suffix = '') {
  const pieces = picture.split('|');
  let length = 0;
  const parts = at.map((confidence, i): Part => ({ length: (length += pieces[i]!.length), confidence }));
  return surest({ text: pieces.join(''), confidences, parts }, { threshold, suffix });
}

describe('how much is shown', () => {
  it('nothing where the model is not sure enough of anything', () => {
    assert.equal(shown('a|b', [0.19, 0.1], [0.05]), undefined);
  });

  it('the whole line where all of it is likely', () => {
    assert.deepEqual(shown('console.|log(x);', [0.95, 0.9], [0.85]), {
      text: 'console.log(x);',
      confidence: 0.9,
      part: false,
    });
  });

  it('its beginning where that is likely to save more', () => {
    const beginning = { text: 'const total = sum(', confidence: 0.9, part: true };
    assert.deepEqual(shown('const total = sum(|a, b);', [0.9, 0.3], [0.25]), beginning);
  });

  it('its beginning where the whole is below the threshold', () => {
    assert.deepEqual(shown('foo.|bar();', [0.6, 0.1], [0.1]), { text: 'foo.', confidence: 0.6, part: true });
  });

  it('no part that ends inside of a word, or behind a blank', () => {
    assert.equal(shown('resp|onse', [0.9, 0.1], [0.1]), undefined);
    assert.equal(shown('  | y', [0.9, 0.1], [0.1]), undefined);
    assert.deepEqual(shown('größe|.x', [0.9, 0.1], [0.1]), { text: 'größe', confidence: 0.9, part: true });
  });

  it('no part that saves no key', () => {
    assert.equal(shown('(|a)', [0.9, 0.1], [0.1]), undefined);
    assert.equal(shown(')', [0.9], [0.8])?.text, ')');
  });

  it('no part where something stands after the cursor', () => {
    assert.equal(shown('foo|(a)', [0.9, 0.1], [0.1], 0.2, ')'), undefined);
    assert.equal(shown('foo|(a)', [0.9, 0.1], [0.1], 0.2, '\n)')?.text, 'foo');
  });

  it('of a block the lines that are likely to save most', () => {
    assert.equal(shown('\n  b();|\n  c();', [], [0.9, 0.5, 0.1])?.text, '\n  b();');
    assert.equal(shown('\n  b();|\n  c();', [], [0.9, 0.5, 0.4])?.text, '\n  b();\n  c();');
    assert.equal(shown('\n  b();', [], [0.1, 0.1]), undefined);
  });

  it('everything, whole, to who asks, and to who wants to see all', () => {
    const text = 'foo(a)';
    const candidate = { text, confidences: [0.01], parts: [{ length: 3, confidence: 0.9 }] };
    for (const threshold of [undefined, 0]) {
      assert.deepEqual(surest(candidate, { threshold, suffix: '' }), { text, confidence: 0.01, part: false });
    }
  });
});
