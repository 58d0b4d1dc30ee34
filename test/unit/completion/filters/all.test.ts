import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyFilters, filtered, type FilterContext } from '../../../../src/completion/filters/index.ts';
import { drawn } from './drawing.ts';

function outcome(picture: string, known: Partial<FilterContext> = {}): ReturnType<typeof filtered> {
  const { prefix, text, suffix } = drawn(picture);
  return filtered(text, { prefix, suffix, replaceRest: false, ...known });
}

describe('all filters', () => {
  it('leave a good suggestion alone', () => {
    assert.deepEqual(outcome('const x = ║├await fetch(url);┤\n'), { text: 'await fetch(url);' });
  });

  it('name the one that dropped it', () => {
    assert.deepEqual(outcome('x ║├ ┤\n'), { dropped: 'whitespaceOnly' });
    assert.deepEqual(outcome('a = 1\n║├a = 1┤\n'), { dropped: 'repeatedLines' });
    assert.deepEqual(outcome('f(x║├)┤)\n', { replaceRest: true }), { dropped: 'nothingNew' });
  });

  it('work on what the one before left', () => {
    assert.deepEqual(outcome('if (a) {\n\t║├b();  \n\tb();\n\tb();\n}┤\n}\n'), { text: 'b();' });
  });

  it('look at a suggestion that closes the line as the line will be', () => {
    assert.deepEqual(outcome('f(║├x┤)\n', { replaceRest: true }), { text: 'x)' });
  });

  it('have a short form', () => {
    assert.equal(applyFilters('  ', { prefix: 'a', suffix: '', replaceRest: true }), undefined);
    assert.equal(applyFilters(' = 1 ', { prefix: 'a', suffix: '', replaceRest: true }), ' = 1');
  });
});
