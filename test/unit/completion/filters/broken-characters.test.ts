import { describe, it } from 'node:test';
import { brokenCharacters } from '../../../../src/completion/filters/broken-characters.ts';
import { drops, leaves } from './drawing.ts';

describe('broken characters', () => {
  it('drops bytes that are no text', () => {
    drops(brokenCharacters, "s = '║├caf\uFFFD'┤");
    drops(brokenCharacters, "s = '║├\0'┤");
  });

  it('leaves tabs, line ends and every other script', () => {
    leaves(brokenCharacters, "s = '║├日本 🙂 é'\n\treturn s┤");
  });
});
