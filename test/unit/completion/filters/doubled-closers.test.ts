import { describe, it } from 'node:test';
import { doubledClosers } from '../../../../src/completion/filters/doubled-closers.ts';
import { drops, leaves, turns } from './drawing.ts';

describe('doubled closers', () => {
  it('cuts a bracket that the editor has put in already', () => {
    turns(doubledClosers, 'if (║├ready)┤) {\n', 'if (║├ready┤) {\n');
    turns(doubledClosers, 'xs[║├0]┤] = 1', 'xs[║├0┤] = 1');
  });

  it('cuts two where two are too many', () => {
    turns(doubledClosers, 'f([║├1, 2])┤]) + 1', 'f([║├1, 2┤]) + 1');
  });

  it('keeps a bracket that closes one more than is closed', () => {
    leaves(doubledClosers, 'f(g(║├x)┤) + 1');
  });

  it('keeps a bracket that the suggestion itself opened', () => {
    leaves(doubledClosers, 'if (║├ready()┤) {\n');
  });

  it('cuts a quote that closes the string a second time', () => {
    turns(doubledClosers, 'import x from "║├./x"┤" with y', 'import x from "║├./x┤" with y');
  });

  it('keeps a quote that begins another string', () => {
    leaves(doubledClosers, 'f("a" + ║├"b"┤"c")');
  });

  it('is not misled by an arrow', () => {
    turns(doubledClosers, 'const f = (): Set<║├string>┤> => new Set', 'const f = (): Set<║├string┤> => new Set');
  });

  it('does not count an escaped quote', () => {
    turns(doubledClosers, "f('it\\'s ║├here'┤' + x)", "f('it\\'s ║├here┤' + x)");
  });

  it('drops a suggestion of closers only', () => {
    drops(doubledClosers, 'f(x║├)┤) {');
  });

  it('leaves what takes the place of the rest of the line', () => {
    leaves(doubledClosers, 'f(║├x)┤)', { replaceRest: true });
  });
});
