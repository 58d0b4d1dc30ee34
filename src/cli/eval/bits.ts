import type { Backend, State } from '../../engine/backend.ts';
import { unpack } from '../../memory/packed.ts';
import { header as headerOf } from '../../memory/stream.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { heldOut } from './held-out.ts';
import { ratio, type Figure } from './interval.ts';
import { ngramBits } from './ngram/bits.ts';
import { readTables } from './ngram/tables.ts';
import type { Options } from './options.ts';
import { progress } from './progress.ts';
import type { NotRun, Subject } from './subject.ts';
import { upTo, type Text } from './texts.ts';

export interface BitsPerByte {
  readonly files: number;
  readonly bytes: number;
  /** Predicted ones: without the header. */
  readonly tokens: number;
  /** 95% bootstrap interval over files. */
  readonly bitsPerByte: Figure;
}

export interface FileBits {
  readonly bits: number;
  readonly tokens: number;
}

export interface BitsByLanguage {
  readonly languages: Record<string, BitsPerByte>;
  /** An n-gram model with a cache of the file's own tokens, on the same files. */
  readonly ngram: { readonly languages: Record<string, BitsPerByte> } | NotRun;
}

/** The section: the first files of each language's test split. */
export async function bits({ backend, tokenizer }: Subject, options: Options): Promise<BitsByLanguage | NotRun> {
  const texts = heldOut(options.texts, 'test');
  if ('notRun' in texts) return texts;
  const languages: Record<string, BitsPerByte> = {};
  const tables = readTables(options.ngram, tokenizer.size);
  const ngram: Record<string, BitsPerByte> = {};
  for (const [language, files] of texts.languages) {
    const chosen = upTo(files, options.bytes);
    const measured: FileBits[] = [];
    for (const file of chosen) {
      progress(`bits per byte, ${language}: file ${measured.length + 1} of ${chosen.length}`);
      measured.push(await bitsOf(file, backend, tokenizer));
    }
    languages[language] = bitsPerByte(chosen, measured, options.seed);
    if ('notRun' in tables) continue;
    progress(`bits per byte, ${language}: n-gram`);
    const beside = chosen.map((file) => {
      const { tokens, header } = tokensOf(file, tokenizer);
      return ngramBits(tokens, header, tables);
    });
    ngram[language] = bitsPerByte(chosen, beside, options.seed);
  }
  return { languages, ngram: 'notRun' in tables ? tables : { languages: ngram } };
}

/**
 * Minus log2 probability of a file's tokens after its header, newlines included. The header is read, not counted; line 0
 * is predicted from it.
 *
 * @param before what has been read before; nothing where it is left out
 */
export async function bitsOf(
  file: Text,
  backend: Backend,
  tokenizer: Tokenizer,
  before: State = backend.initial(),
): Promise<FileBits> {
  const { tokens, header } = tokensOf(file, tokenizer);
  let state = before;
  let nats = 0;
  for (let at = 0; at < tokens.length - 1; at += backend.config.chunk) {
    const end = Math.min(at + backend.config.chunk, tokens.length - 1);
    const read = await backend.chunk(state, tokens.slice(at, end), tokens.slice(at + 1, end + 1));
    if (read.nll === undefined) throw new Error('the backend gave no probabilities of the targets');
    for (let i = Math.max(0, header - 1 - at); i < end - at; i++) nats += read.nll[i]!;
    state = read.state;
  }
  return { bits: nats / Math.LN2, tokens: tokens.length - header };
}

/** A file's tokens as the model reads them, and how many of them are its header. */
export function tokensOf({ path, text }: Text, tokenizer: Tokenizer): { tokens: number[]; header: number } {
  const header = unpack(headerOf(tokenizer, path));
  const lines = linesIn(text).flatMap((line) => [...tokenizer.line(line), tokenizer.newline]);
  return { tokens: [...header, ...lines], header: header.length };
}

/** The lines of a text, whatever ends them; a last line end makes no empty line. */
export function linesIn(text: string): string[] {
  return text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
}

/** Of all the files together: long files count for more, as their bytes do. */
export function bitsPerByte(files: readonly Text[], bits: readonly FileBits[], seed: number): BitsPerByte {
  return {
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    tokens: bits.reduce((sum, file) => sum + file.tokens, 0),
    bitsPerByte: ratio(
      bits.map((file) => file.bits),
      files.map((file) => file.bytes),
      seed,
    ),
  };
}
