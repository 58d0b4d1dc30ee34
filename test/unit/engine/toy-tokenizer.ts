import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';

const specials = ['unknown', 'file', 'suffix', 'middle', 'end'];
const words = [
  '\n',
  '    ',
  ' =',
  ' re',
  'req',
  'request',
  ' request',
  '.req',
  'uest',
  '()',
  '(',
  ')',
  'é',
  'foo',
  ' bar',
];

/** Five control symbols, 256 byte pieces, a few words; the longest piece that fits comes first. */
export const toy: Tokenizer = {
  size: specials.length + 256 + words.length,
  newline: specials.length + 256,
  file: 1,
  suffix: 2,
  middle: 3,
  end: 4,
  line(text) {
    const tokens: number[] = [];
    for (let at = 0; at < text.length;) {
      const fits = words.filter((word) => text.startsWith(word, at)).sort((a, b) => b.length - a.length);
      const character = String.fromCodePoint(text.codePointAt(at)!);
      if (fits[0] !== undefined) tokens.push(tokenOf(fits[0]));
      else tokens.push(...[...new TextEncoder().encode(character)].map((byte) => specials.length + byte));
      at += (fits[0] ?? character).length;
    }
    return tokens;
  },
  bytes(id) {
    if (id < specials.length) return undefined;
    if (id < specials.length + 256) return Uint8Array.of(id - specials.length);
    return new TextEncoder().encode(words[id - specials.length - 256]);
  },
};

/** The id of one of the words. */
export function tokenOf(word: string): number {
  const at = words.indexOf(word);
  if (at < 0) throw new Error(`"${word}" is no piece`);
  return specials.length + 256 + at;
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
