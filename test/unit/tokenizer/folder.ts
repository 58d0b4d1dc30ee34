import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isFailure } from '../../../src/protocol/failure.ts';
import { loadTokenizer, type Pieces, type SpecialTokens } from '../../../src/tokenizer/sentencepiece.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';

/** The model that tests run: the shipped one, or the one that PALIMPSEST_MODEL names. */
export const modelFolder = path.resolve(
  process.env['PALIMPSEST_MODEL'] ?? path.join(import.meta.dirname, '../../../models'),
);

export interface TokenizerParts {
  readonly model: Uint8Array;
  readonly pieces: Pieces;
  readonly tokens: SpecialTokens;
}

export function tokenizerParts(): TokenizerParts {
  const file = (name: string) => readFileSync(path.join(modelFolder, name));
  const { tokens } = JSON.parse(file('model.json').toString()) as { tokens: SpecialTokens };
  return { model: file('tokenizer.model'), pieces: JSON.parse(file('pieces.json').toString()) as Pieces, tokens };
}

export async function testTokenizer(): Promise<Tokenizer> {
  const { model, pieces, tokens } = tokenizerParts();
  const tokenizer = await loadTokenizer(model, pieces, tokens);
  if (isFailure(tokenizer)) throw new Error(tokenizer.error);
  return tokenizer;
}
