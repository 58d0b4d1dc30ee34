import { describe, it } from 'node:test';
import { lostClosers } from '../../../../src/completion/filters/lost-closers.ts';
import { leaves, turns } from './drawing.ts';

const known = { replaceRest: true };

describe('lost closers', () => {
  it('puts back a bracket that the suggestion would take away', () => {
    turns(lostClosers, 'f(║├x┤)\n', 'f(║├x)┤)\n', known);
  });

  it('puts back only what is missing', () => {
    turns(lostClosers, 'f({║├ a: 1 }┤});\n', 'f({║├ a: 1 });┤});\n', known);
  });

  it('leaves a suggestion that closes all, and goes on', () => {
    leaves(lostClosers, 'f(║├x).then(g);┤)\n', known);
  });

  it('does not mind blanks at the end of the line', () => {
    leaves(lostClosers, 'f(║├x)┤)  \n', known);
  });

  it('has nothing to say where the rest of the line stays', () => {
    leaves(lostClosers, 'f(║├x┤)\n');
  });
});
