import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indentation, indentationOf } from '../../../../src/completion/filters/indentation.ts';
import { leaves, turns } from './drawing.ts';

describe('indentation', () => {
  it('writes tabs where the document has tabs', () => {
    turns(
      indentation,
      'class A:\n\tx = 1\n\tdef f():\n║├        return 1┤',
      'class A:\n\tx = 1\n\tdef f():\n║├\t\treturn 1┤',
    );
  });

  it('writes spaces where the document has spaces', () => {
    turns(
      indentation,
      'if (a) {\n  b();\n}\nif (c) {\n║├\td();\n\t\te();┤',
      'if (a) {\n  b();\n}\nif (c) {\n║├  d();\n    e();┤',
    );
  });

  it('follows the editor where it says more than the text', () => {
    turns(indentation, '║├    a┤', '║├\ta┤', { indentation: { unit: 'tabs', width: 4 } });
    turns(indentation, '║├\ta┤', '║├    a┤', { indentation: { unit: 'spaces', width: 4 } });
  });

  it('goes on from blanks that are there', () => {
    turns(indentation, '\ta\n\tb\n\t║├    c┤', '\ta\n\tb\n\t║├\tc┤');
  });

  it('touches blanks only where a line begins', () => {
    leaves(indentation, '\ta\n\tx = ║├    1┤');
    leaves(indentation, '  a\n  b = ║├"\t"┤');
  });

  it('leaves the odd space of a block comment', () => {
    leaves(indentation, '\ta\n\t/**\n║├\t * text┤', { indentation: { unit: 'tabs', width: 4 } });
  });

  it('reads the width off the document', () => {
    const of = (prefix: string) => indentationOf({ prefix, suffix: '' });
    assert.deepEqual(of('a\n  b\n    c\n  d\n'), { unit: 'spaces', width: 2 });
    assert.deepEqual(of('a:\n    b\n        c\n    d\n'), { unit: 'spaces', width: 4 });
    assert.deepEqual(of('a\n\tb\n'), { unit: 'tabs', width: 4 });
    assert.equal(of('a\nb\n'), undefined);
  });
});
