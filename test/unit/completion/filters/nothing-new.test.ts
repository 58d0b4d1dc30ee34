import { describe, it } from 'node:test';
import { nothingNew } from '../../../../src/completion/filters/nothing-new.ts';
import { drops, leaves } from './drawing.ts';

describe('nothing new', () => {
  it('drops the closing characters that stand there already', () => {
    drops(nothingNew, 'f(x║├);┤);\n', { replaceRest: true });
  });

  it('leaves a suggestion with one more', () => {
    leaves(nothingNew, 'f(x║├);┤)\n', { replaceRest: true });
  });

  it('has nothing to say where the rest of the line stays', () => {
    leaves(nothingNew, 'f(g(x║├)┤)\n');
  });
});
