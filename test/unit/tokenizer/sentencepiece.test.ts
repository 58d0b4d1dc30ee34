import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { isFailure } from '../../../src/protocol/failure.ts';
import { loadTokenizer } from '../../../src/tokenizer/sentencepiece.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';
import { testTokenizer, tokenizerParts } from './folder.ts';

let tokenizer: Tokenizer;
before(async () => {
  tokenizer = await testTokenizer();
});

function spelt(tokens: readonly number[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Buffer.concat(tokens.map((token) => tokenizer.bytes(token) ?? assert.fail(`token ${token} has no bytes`))),
  );
}

describe('any line comes back from its tokens', () => {
  const lines = {
    empty: '',
    'one blank': ' ',
    'many blanks': ' '.repeat(37),
    tabs: '\t\tif (a) {\t// b',
    'two-byte characters': 'naïve = "äöü"',
    'four-byte characters': 'const fox = "🦊🦊";',
    'the blank mark': 'a▁b ▁▁ c▁',
    'a byte-order mark': '\ufeffimport x',
    'other line ends': 'a\fb\vc\u0085d\u2028e\u2029f\rg',
    NUL: 'a\0b',
    markers: '<file> <suffix> <middle> <end> <unk> <0x41> <s>',
    'decomposed characters': 'e\u0301 \ufb01 \u2126',
    digits: '1234567890 0xDEADBEEF',
    'a very long one': 'ab cd(12), '.repeat(900),
  };
  for (const [name, line] of Object.entries(lines)) {
    test(name, () => {
      assert.equal(spelt(tokenizer.line(line)), line);
    });
  }

  test('lone surrogates, as the replacement character', () => {
    assert.equal(spelt(tokenizer.line('a\ud800b\udc00')), 'a\ufffdb\ufffd');
  });
});

test('the blank mark is its three byte tokens', () => {
  const bytes = tokenizer.line('x▁y').map((token) => tokenizer.bytes(token)!);
  assert.deepEqual(
    bytes.map((part) => [...part]),
    [[0x78], [0xe2], [0x96], [0x81], [0x79]],
  );
});

test('text can not spell a marker', () => {
  const markers = new Set([tokenizer.file, tokenizer.suffix, tokenizer.middle, tokenizer.end]);
  for (let id = 0; id < tokenizer.size; id++) if (markers.has(id)) assert.equal(tokenizer.bytes(id), undefined);
  assert.ok(!tokenizer.line('<file><suffix><middle><end>').some((token) => markers.has(token)));
  assert.deepEqual(tokenizer.bytes(tokenizer.newline), Uint8Array.of(10));
});

test('what a caller does to its tokens does not reach the next caller', () => {
  tokenizer.line('let a = 1;').length = 0;
  assert.equal(spelt(tokenizer.line('let a = 1;')), 'let a = 1;');
});

test('no handler of exceptions stays in the process', () => {
  const emitter: NodeJS.EventEmitter = process;
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    assert.ok(!emitter.listeners(event).some((listener) => /ExitStatus|throw reason/.test(String(listener))));
  }
});

describe('parts that do not fit are told apart', () => {
  const load = async (change: (parts: ReturnType<typeof tokenizerParts>) => ReturnType<typeof tokenizerParts>) => {
    const { model, pieces, tokens } = change(tokenizerParts());
    const result = await loadTokenizer(model, pieces, tokens);
    return isFailure(result) ? result.error : assert.fail('it loaded');
  };

  test('a model that is none', async () => {
    assert.match(await load((parts) => ({ ...parts, model: new Uint8Array(1000) })), /known text/);
  });

  test('an empty model', async () => {
    assert.match(await load((parts) => ({ ...parts, model: new Uint8Array(0) })), /known text/);
  });

  test('pieces of another model', async () => {
    const swapped = (pieces: readonly (string | number | null)[]) =>
      pieces.map((piece, id) => (typeof piece === 'string' && piece.trim() !== '' ? (pieces[id ^ 1] ?? piece) : piece));
    assert.match(await load((parts) => ({ ...parts, pieces: swapped(parts.pieces) })), /known text/);
  });

  test('markers that text could spell', async () => {
    assert.match(
      await load((parts) => ({ ...parts, tokens: { ...parts.tokens, file: parts.pieces.length - 1 } })),
      /control symbol “file”/,
    );
  });
});
