import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../protocol/failure.ts';
import type { NotRun } from '../subject.ts';

/** All n-grams of one order, as `training/ngram.py --export` writes them, in order of their keys. */
interface Level {
  /** Rank of the first n - 1 tokens among those of the order below, times the vocabulary, plus the last token. */
  readonly keys: Float64Array;
  /** By n-gram: its discounted share of what followed its context. */
  readonly gain: Float32Array;
  /** By context: the share that the order below decides. */
  readonly backoff: Float32Array;
}

/** An interpolated Kneser-Ney model. */
export class Tables {
  readonly vocab: number;
  /** Of the cache of a file's own tokens, by the length of the context found. */
  readonly cacheWeights: readonly number[];
  readonly #unigram: Float32Array;
  /** Of order 2 and up. */
  readonly #levels: readonly Level[];

  constructor(unigram: Float32Array, levels: readonly Level[], cacheWeights: readonly number[]) {
    this.vocab = unigram.length;
    this.cacheWeights = cacheWeights;
    this.#unigram = unigram;
    this.#levels = levels;
  }

  /** Probabilities of the next token after those of the file so far, its header included, [vocab]. */
  after(tokens: readonly number[]): Float64Array {
    const p = new Float64Array(this.#unigram);
    for (const [i, { keys, gain, backoff }] of this.#levels.entries()) {
      const context = this.#rank(tokens, i + 1);
      if (context < 0) break;
      const below = backoff[context]!;
      for (let token = 0; token < p.length; token++) p[token]! *= below;
      const first = context * this.vocab;
      for (let at = lowerBound(keys, first); at < keys.length && keys[at]! < first + this.vocab; at++) {
        p[keys[at]! - first]! += gain[at]!;
      }
    }
    return p;
  }

  /** Of the last `count` tokens among the n-grams of that order, or -1. */
  #rank(tokens: readonly number[], count: number): number {
    if (tokens.length < count) return -1;
    let rank = tokens[tokens.length - count]!;
    for (let n = 1; n < count; n++) {
      const { keys } = this.#levels[n - 1]!;
      const key = rank * this.vocab + tokens[tokens.length - count + n]!;
      rank = lowerBound(keys, key);
      if (keys[rank] !== key) return -1;
    }
    return rank;
  }
}

/** Index of the first of the rising numbers that is not below `value`. */
function lowerBound(numbers: Float64Array, value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const WAY = 'python training/ngram.py --seen training/seen.json --export';

/** The tables of a folder. They belong to one tokenizer, that of the model. */
export function readTables(folder: string, vocab: number): Tables | NotRun {
  if (!existsSync(join(folder, 'ngram.json'))) return { notRun: `no n-gram model; \`${WAY} ${folder}\` makes it` };
  const floats = (name: string): Float32Array => new Float32Array(bytesOf(join(folder, name)));
  try {
    const about = JSON.parse(readFileSync(join(folder, 'ngram.json'), 'utf8')) as {
      order: number;
      cacheWeights: number[];
    };
    const levels = Array.from({ length: about.order - 1 }, (_, i) => ({
      keys: new Float64Array(bytesOf(join(folder, `keys-${i + 2}.bin`))),
      gain: floats(`gain-${i + 2}.bin`),
      backoff: floats(`backoff-${i + 2}.bin`),
    }));
    const tables = new Tables(floats('unigram.bin'), levels, about.cacheWeights);
    return tables.vocab === vocab ? tables : { notRun: `${folder} is of another tokenizer: \`${WAY} ${folder}\`` };
  } catch (thrown) {
    return { notRun: `${folder} can not be read: ${messageOf(thrown)}` };
  }
}

/** In memory of its own, so that numbers of any width can be read from it. */
function bytesOf(path: string): ArrayBuffer {
  const data = readFileSync(path);
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
}
