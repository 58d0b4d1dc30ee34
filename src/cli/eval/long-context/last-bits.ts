import type { Backend } from '../../../engine/backend.ts';
import { ratio, type Figure } from '../interval.ts';
import { progress } from '../progress.ts';
import type { Subject } from '../subject.ts';
import { LAST, type Stream } from './stream.ts';

/** Tokens of other files that are read before the file. */
export const LENGTHS = [0, 1024, 4096, 16384, 65536];

export interface LengthBits {
  /** Of the files' last 512 tokens. */
  readonly bitsPerByte: Figure;
  /** Against nothing read before, of the same tokens: below zero is better. */
  readonly change: Figure;
}

/** 95% intervals are bootstraps over packages. */
export async function lastBits(
  streams: readonly Stream[],
  { backend, tokenizer }: Subject,
  seed: number,
): Promise<Record<string, LengthBits>> {
  const bits = new Map<number, number[]>(LENGTHS.map((length) => [length, []]));
  const bytes = streams.map(({ own }) =>
    own.slice(-LAST).reduce((sum, token) => sum + (tokenizer.bytes(token)?.length ?? 1), 0),
  );
  for (const { file, before, own } of streams) {
    for (const [length, values] of bits) {
      progress(`long context, ${file.package}: ${length} tokens`);
      const tokens = [...(length === 0 ? [] : before.slice(-length)), ...own];
      values.push(await bitsOfLast(tokens, LAST, backend));
    }
  }
  const nothing = bits.get(0)!;
  return Object.fromEntries(
    [...bits].map(([length, values]) => [
      String(length),
      {
        bitsPerByte: ratio(values, bytes, seed),
        change: ratio(
          values.map((value, i) => value - nothing[i]!),
          bytes,
          seed,
        ),
      },
    ]),
  );
}

/** Reads all tokens from nothing, in chunks, and adds up the bits of the last `count`, which are not all there are. */
export async function bitsOfLast(tokens: readonly number[], count: number, backend: Backend): Promise<number> {
  const { chunk } = backend.config;
  const first = tokens.length - count;
  let state = backend.initial();
  let nats = 0;
  for (let at = 0; at < tokens.length - 1; at += chunk) {
    const end = Math.min(at + chunk, tokens.length - 1);
    const asked = end >= first ? tokens.slice(at + 1, end + 1) : undefined;
    const read = await backend.chunk(state, tokens.slice(at, end), asked);
    state = read.state;
    if (asked === undefined) continue;
    if (read.nll === undefined) throw new Error('the backend gave no probabilities of the targets');
    for (let i = Math.max(0, first - 1 - at); i < end - at; i++) nats += read.nll[i]!;
  }
  return nats / Math.LN2;
}
