import { chooseAmong, chooseFree } from '../../../engine/choice.ts';
import { heal } from '../../../engine/healing.ts';
import { PrefixIndex } from '../../../engine/prefix-index.ts';
import { unpack } from '../../../memory/packed.ts';
import { header } from '../../../memory/stream.ts';
import type { Tokenizer } from '../../../tokenizer/tokenizer.ts';
import type { Guess, Guesser } from '../replay/typing-system.ts';
import type { Start } from '../replay/typist.ts';
import { FileModel } from './file-model.ts';
import type { Tables } from './tables.ts';

/** Tokens of a guess, as the extension decodes. */
const MOST = 64;

/** The n-gram model with its cache in the replay: decodes a line greedily, with token healing, as the model does. */
export class NgramTyping implements Guesser {
  static readonly title = 'n-gram with cache';
  readonly name = NgramTyping.title;
  readonly #tables: Tables;
  readonly #tokenizer: Tokenizer;
  readonly #index: PrefixIndex;
  /** The lines above the cursor, as they were last. */
  #above: { readonly path: string; readonly text: string; readonly model: FileModel } | undefined;

  constructor(tables: Tables, tokenizer: Tokenizer) {
    this.#tables = tables;
    this.#tokenizer = tokenizer;
    this.#index = new PrefixIndex(tokenizer);
  }

  guess({ file: { path } }: Start, prefix: string): Guess | undefined {
    const start = prefix.lastIndexOf('\n') + 1;
    const model = this.#read(path, prefix.slice(0, start));
    const before = prefix.slice(start);
    const { kept, required } = heal(this.#tokenizer, this.#tokenizer.line(before), before);
    const line = [...kept];
    const bytes: number[] = [];
    let logprob = 0;
    for (let count = 0; count < MOST; count++) {
      const logits = new Float32Array(model.next(line)).map(Math.log);
      const { token, logprob: own } =
        bytes.length < required.length
          ? chooseAmong(logits, this.#index.allowed(required.subarray(bytes.length)))
          : chooseFree(logits, this.#tokenizer, true);
      logprob += own;
      if (token === this.#tokenizer.end) break;
      line.push(token);
      bytes.push(...this.#tokenizer.bytes(token)!);
    }
    const [text = ''] = new TextDecoder().decode(Uint8Array.from(bytes.slice(required.length))).split(/[\n\uFFFD]/, 1);
    const nats = Math.min(logprob, -1e-6);
    return text.trim() === '' ? undefined : { text, score: nats - Math.log(-Math.expm1(nats)) };
  }

  /** Goes on from what was read last where the text does. */
  #read(path: string, text: string): FileModel {
    const known = this.#above;
    const goesOn = known?.path === path && text.startsWith(known.text);
    const model = goesOn ? known.model : new FileModel(this.#tables);
    if (!goesOn) model.read(unpack(header(this.#tokenizer, path)));
    const more = text
      .slice(goesOn ? known.text.length : 0)
      .split('\n')
      .slice(0, -1);
    for (const line of more) model.read([...this.#tokenizer.line(line), this.#tokenizer.newline]);
    this.#above = { path, text, model };
    return model;
  }
}
