import { describe, it } from 'node:test';
import { whitespaceOnly } from '../../../../src/completion/filters/whitespace-only.ts';
import { drops, leaves } from './drawing.ts';

describe('whitespace only', () => {
  it('drops what nobody can see', () => {
    drops(whitespaceOnly, 'a =║├ ┤');
    drops(whitespaceOnly, 'a║├\n\t┤');
    drops(whitespaceOnly, 'a║├┤');
  });

  it('leaves the rest', () => {
    leaves(whitespaceOnly, 'a =║├ b┤');
  });
});
