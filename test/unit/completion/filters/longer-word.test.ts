import { describe, it } from 'node:test';
import { longerWord } from '../../../../src/completion/filters/longer-word.ts';
import { drops, leaves } from './drawing.ts';

describe('longer word', () => {
  it('drops what makes another word of the item selected in the list', () => {
    drops(longerWord, 'form.value║├s()┤', { picked: true });
  });

  it('leaves what goes on after the item', () => {
    leaves(longerWord, 'form.value║├.trim()┤', { picked: true });
  });

  it('leaves the end of a word that is being typed', () => {
    leaves(longerWord, 'form.val║├ue┤');
  });
});
