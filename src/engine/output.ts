import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Choice } from './choice.ts';
import type { Place } from './pointer/pointer.ts';

/** What a decoding has written. */
export interface Written {
  /** What comes after the required bytes. In one-line mode without a line break. */
  readonly text: string;
  /** Sum over the tokens that make up the text, and the stop where it was the model's own; nats. */
  readonly logprob: number;
  /** The same sum up to the end of each of its lines, with the line break that ends it; the last is `logprob`. */
  readonly lines: readonly number[];
  /** Behind each token of its first line: characters of the text, and the sum up to there. */
  readonly parts: readonly { readonly length: number; readonly logprob: number }[];
  /** Where most of it was copied from, if most of it was. */
  readonly copied?: Place | undefined;
}

/** What has been chosen so far: tokens, their probabilities, and the text after the required bytes. */
export class Output {
  readonly #tokenizer: Tokenizer;
  readonly #required: number;
  readonly #bytes: number[] = [];
  readonly #chosen: Choice[] = [];
  /** Where each token's bytes end. */
  readonly #ends: number[] = [];

  /** @param required bytes that the output has to begin with: how many */
  constructor(tokenizer: Tokenizer, required: number) {
    this.#tokenizer = tokenizer;
    this.#required = required;
  }

  /** Bytes so far, the required ones included. */
  get length(): number {
    return this.#bytes.length;
  }

  get tokens(): number {
    return this.#chosen.length;
  }

  get last(): number {
    return this.#chosen.at(-1)!.token;
  }

  get chosen(): readonly Choice[] {
    return this.#chosen;
  }

  add(choice: Choice): void {
    this.#bytes.push(...(this.#tokenizer.bytes(choice.token) ?? []));
    this.#chosen.push(choice);
    this.#ends.push(this.#bytes.length);
  }

  /** Text after the required bytes, up to the first sequence that is not UTF-8: byte pieces may end inside one. */
  text(): string {
    const after = Uint8Array.from(this.#bytes.slice(this.#required));
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(after);
    const broken = text.indexOf('\uFFFD');
    return broken < 0 ? text : text.slice(0, broken);
  }

  /** @param length of the part of the text that counts; left out where the model ended it by itself */
  written(length?: number): Written {
    const text = this.text().slice(0, length);
    const logprob = this.#logprob(length === undefined ? undefined : text);
    const lines: number[] = [];
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      lines.push(this.#logprob(text.slice(0, end)));
    }
    return { text, logprob, lines: [...lines, logprob], parts: this.#parts(text), copied: this.#copied(text) };
  }

  /** Tokens that end inside of a character, or before the text begins, end no part. */
  #parts(text: string): Written['parts'] {
    const [first = ''] = text.split('\n', 1);
    const ends = new Map<number, number>();
    let bytes = this.#required;
    let length = 0;
    for (const character of first) {
      bytes += new TextEncoder().encode(character).length;
      length += character.length;
      ends.set(bytes, length);
    }
    let sum = 0;
    const parts: { length: number; logprob: number }[] = [];
    for (const [i, { logprob }] of this.#chosen.entries()) {
      sum += logprob;
      const length = ends.get(this.#ends[i]!);
      if (length !== undefined && this.#ends[i] !== this.#ends[i - 1]) parts.push({ length, logprob: sum });
    }
    return parts;
  }

  /** Where the first of what was copied stands, if more than half of the text was. */
  #copied(text: string): Place | undefined {
    const end = this.#required + new TextEncoder().encode(text).length;
    let first: Place | undefined;
    let bytes = 0;
    for (const [i, { copied }] of this.#chosen.entries()) {
      if (copied === undefined) continue;
      const own = Math.min(end, this.#ends[i]!) - Math.max(this.#required, this.#ends[i - 1] ?? 0);
      if (own <= 0) continue;
      first ??= copied;
      bytes += own;
    }
    return 2 * bytes > end - this.#required ? first : undefined;
  }

  /** Sum over all tokens, or, where the text was cut, over those that begin inside it and the one after. */
  #logprob(cut: string | undefined): number {
    const length = cut === undefined ? Infinity : this.#required + new TextEncoder().encode(cut).length;
    let sum = 0;
    for (const [i, { logprob }] of this.#chosen.entries()) {
      sum += logprob;
      if (this.#ends[i]! > length) break;
    }
    return sum;
  }
}
