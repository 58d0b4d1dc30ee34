/**
 * Keys that are alike though their tokens are not: where both wrote strongly, each took from the other's value. How much
 * two writes i, j of a head overlap is
 *
 *     min(beta_i, beta_j) <phi(k_i), phi(k_j)> / (|phi(k_i)| |phi(k_j)|)
 *
 * All pairs of a head are compared, the strongest writes first, until what is left is too weak to count.
 */
import { mostPairs } from '../protocol/collisions.ts';
import type { Features } from './features.ts';
import type { Part } from './reads.ts';
import { Replay, tokensOf, type Shape, type Token } from './replay.ts';

export interface Collisions {
  /** [layers][heads][mostPairs][2]: tokens of the record, the earlier first; -1 where there is no such pair. */
  readonly pairs: Int32Array;
  /** [layers][heads][mostPairs][3]: the cosine, and how strongly each was written. */
  readonly figures: Float32Array;
}

interface Pair {
  readonly tokens: readonly [number, number];
  readonly cosine: number;
  readonly overlap: number;
}

/**
 * @param texts of the tokens that were read, in the order of the record; two that are the same do not collide, nor do those
 *   that are undefined; of pairs with the same texts the one that overlaps most is taken
 * @param breathe between two heads; false once nobody wants to know any more, and then there is no answer
 */
export async function collisionsOf(
  shape: Shape,
  parts: readonly Part[],
  texts: readonly (string | undefined)[],
  breathe: () => Promise<boolean>,
): Promise<Collisions | undefined> {
  const heads = shape.layers * shape.heads;
  const tokens = tokensOf(parts, texts.length);
  const pairs = new Int32Array(heads * mostPairs * 2).fill(-1);
  const figures = new Float32Array(heads * mostPairs * 3);
  const dots = 2 * shape.headDim * shape.nu;
  const nothing = new Float32Array(heads * shape.headDim * dots);
  for (let at = 0; at < heads; at++) {
    if (!(await breathe())) return undefined;
    const memory = new Replay(shape, nothing, at);
    const beta = tokens.map(({ part, token }) => memory.beta(part, token));
    for (const [i, { tokens: pair, cosine }] of pairsOf(memory, dots, tokens, beta, texts).entries()) {
      pairs.set(pair, (at * mostPairs + i) * 2);
      figures.set([cosine, beta[pair[0]]!, beta[pair[1]]!], (at * mostPairs + i) * 3);
    }
  }
  return { pairs, figures };
}

function pairsOf(
  memory: Replay,
  dots: number,
  tokens: readonly Token[],
  beta: readonly number[],
  texts: readonly (string | undefined)[],
): readonly Pair[] {
  const order = [...beta.keys()]
    .filter((token) => texts[token] !== undefined && beta[token]! > 0)
    .sort((a, b) => beta[b]! - beta[a]!);
  // Feature by feature, so that one key is compared with all before it in a few long loops.
  const keys = new Float32Array(dots * order.length);
  const cosines = new Float32Array(order.length);
  let best: Pair[] = [];
  for (const [n, token] of order.entries()) {
    let least = leastOf(best);
    if (beta[token]! <= least) break;
    const key = memory.key(tokens[token]!.part, tokens[token]!.token);
    const size = sizeOf(key);
    cosines.fill(0, 0, n);
    for (let f = 0; f < key.count; f++) {
      const value = key.value[f]! / size;
      const row = key.at[f]! * order.length;
      for (let i = 0; i < n; i++) cosines[i]! += value * keys[row + i]!;
      keys[row + n] = value;
    }
    for (let i = 0; i < n; i++) {
      const overlap = beta[token]! * cosines[i]!;
      const other = order[i]!;
      if (overlap <= least || texts[token] === texts[other]) continue;
      const pair = token < other ? ([token, other] as const) : ([other, token] as const);
      best = withPair(best, { tokens: pair, cosine: cosines[i]!, overlap }, texts);
      least = leastOf(best);
    }
  }
  return best;
}

/** What a pair must overlap more than to count. */
function leastOf(best: readonly Pair[]): number {
  return best.length < mostPairs ? 0 : best.at(-1)!.overlap;
}

/** The best pairs with one more, in their order; of two with the same texts one. */
function withPair(best: readonly Pair[], pair: Pair, texts: readonly (string | undefined)[]): Pair[] {
  const twin = best.find(({ tokens: [a, b] }) => {
    const [c, d] = pair.tokens;
    return (texts[a] === texts[c] && texts[b] === texts[d]) || (texts[a] === texts[d] && texts[b] === texts[c]);
  });
  if (twin !== undefined && twin.overlap >= pair.overlap) return [...best];
  const others = best.filter((other) => other !== twin);
  return [...others, pair].sort((a, b) => b.overlap - a.overlap).slice(0, mostPairs);
}

function sizeOf({ value, count }: Features): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value[i]! ** 2;
  return Math.sqrt(sum);
}
