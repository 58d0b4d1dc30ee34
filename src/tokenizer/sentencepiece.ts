/** The tokenizer over SentencePiece: the same tokens as `training/data/encode.py`, token for token. */
import { t } from '@vscode/l10n';
import type { Failure } from '../protocol/failure.ts';
import { LineCache } from './line-cache.ts';
import { loadNative, type Encode } from './native.ts';
import type { Tokenizer } from './tokenizer.ts';

/** `pieces.json`: by id the text of a piece, the value of a byte piece, or null for control symbols and unknown. */
export type Pieces = readonly (string | number | null)[];

/** `tokens` of `model.json`. */
export type SpecialTokens = Pick<Tokenizer, 'newline' | 'file' | 'suffix' | 'middle' | 'end'>;

/** SentencePiece writes a blank as this character, so it can not stand for itself: its bytes are spelt instead. */
const blankMark = '\u2581';

/** Letters, blanks, digits, brackets, two- to four-byte characters, and what is spelt specially. */
const knownText = '  return items.map((x) => x.id + 42);\t// "h\u00e9" \u65e5 \u{1f98a} \u2581 <file> \ud800';

/**
 * Makes the tokenizer of a model folder, and checks it on a known text: that the parts fit, and that SentencePiece
 * works here at all (it reports no errors).
 *
 * @param model the bytes of `tokenizer.model`
 */
export async function loadTokenizer(
  model: Uint8Array,
  pieces: Pieces,
  special: SpecialTokens,
): Promise<Tokenizer | Failure> {
  const mismatch = specialMismatch(pieces, special);
  if (mismatch !== undefined) return { error: t`pieces.json does not fit model.json: ${mismatch}` };
  const encode = await loadNative(model);
  if ('error' in encode) return encode;
  const tokenizer = new SentencePieceTokenizer(encode, pieces, special);
  const problem = knownTextProblem(tokenizer);
  if (problem !== undefined) return { error: t`The tokenizer fails its check on a known text: ${problem}` };
  return tokenizer;
}

class SentencePieceTokenizer implements Tokenizer {
  readonly size: number;
  readonly newline: number;
  readonly file: number;
  readonly suffix: number;
  readonly middle: number;
  readonly end: number;
  readonly #encode: Encode;
  readonly #bytes: readonly (Uint8Array | undefined)[];
  readonly #blankMark: readonly number[];
  readonly #cache = new LineCache();

  constructor(encode: Encode, pieces: Pieces, special: SpecialTokens) {
    this.size = pieces.length;
    this.newline = special.newline;
    this.file = special.file;
    this.suffix = special.suffix;
    this.middle = special.middle;
    this.end = special.end;
    this.#encode = encode;
    this.#bytes = pieces.map(bytesOf);
    this.#blankMark = [...new TextEncoder().encode(blankMark)].map((byte) => pieces.indexOf(byte));
  }

  line(text: string): number[] {
    const known = this.#cache.get(text);
    if (known !== undefined) return known.slice();
    const tokens: number[] = [];
    text
      .toWellFormed()
      .split(blankMark)
      .forEach((part, index) => {
        if (index > 0) tokens.push(...this.#blankMark);
        if (part !== '') for (const token of this.#encode(part)) tokens.push(token);
      });
    this.#cache.set(text, tokens);
    return tokens.slice();
  }

  bytes(id: number): Uint8Array | undefined {
    return this.#bytes[id];
  }
}

function bytesOf(piece: string | number | null): Uint8Array | undefined {
  if (piece === null) return undefined;
  return typeof piece === 'number' ? Uint8Array.of(piece) : new TextEncoder().encode(piece);
}

/** Markers must be control symbols and the newline the newline, or text could spell a marker. */
function specialMismatch(pieces: Pieces, special: SpecialTokens): string | undefined {
  if (pieces[special.newline] !== '\n') return t`token ${special.newline} is not the newline.`;
  for (const name of ['file', 'suffix', 'middle', 'end'] as const) {
    if (pieces[special[name]] !== null) return t`token ${special[name]} is not the control symbol “${name}”.`;
  }
  for (let byte = 0; byte < 256; byte++) if (!pieces.includes(byte)) return t`there is no piece for the byte ${byte}.`;
  return undefined;
}

function knownTextProblem(tokenizer: Tokenizer): string | undefined {
  const tokens = tokenizer.line(knownText);
  const bytes: number[] = [];
  for (const token of tokens) {
    const part = tokenizer.bytes(token);
    if (part === undefined) return t`token ${token} stands for no text.`;
    bytes.push(...part);
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  if (text !== knownText.toWellFormed()) return t`it comes back as ${JSON.stringify(text)}.`;
  // Where the merges are missing everything is still spelt right, one byte a token.
  return tokens.length < 0.8 * bytes.length ? undefined : t`${tokens.length} tokens for ${bytes.length} bytes.`;
}
