import { describe, it } from 'node:test';
import { trailingSpace } from '../../../../src/completion/filters/trailing-space.ts';
import { leaves, turns } from './drawing.ts';

describe('trailing space', () => {
  it('cuts blanks at the end of each line', () => {
    turns(trailingSpace, 'a║├ = 1;  \nb = 2; ┤\n', 'a║├ = 1;\nb = 2;┤\n');
  });

  it('keeps the distance to what follows on the line', () => {
    leaves(trailingSpace, 'let ║├a = ┤b;\n');
  });

  it('cuts before closers that the suggestion takes the place of', () => {
    turns(trailingSpace, 'f(║├x) ┤)\n', 'f(║├x)┤)\n', { replaceRest: true });
  });
});
