/**
 * Keys that are alike though their tokens are not: where both wrote strongly, each took from the other's value. How much
 * two writes i, j of a head overlap is
 *
 *     min(beta_i, beta_j) <phi(k_i), phi(k_j)> / (|phi(k_i)| |phi(k_j)|)
 *
 * All pairs of a head are compared but those of which one is too weak to count. What was found between two parts is kept
 * as long as they, so that only the new ones are compared with all others.
 */
import { mostPairs } from '../protocol/collisions.ts';
import { givenOf, type Given, type Shape } from './given.ts';
import type { Part } from './reads.ts';

export interface Collisions {
  /** [layers][heads][mostPairs][2]: tokens of the record, the earlier first; -1 where there is no such pair. */
  readonly pairs: Int32Array;
  /** [layers][heads][mostPairs][3]: the cosine, and how strongly each was written. */
  readonly figures: Float32Array;
}

interface Pair {
  /** The earlier first. */
  readonly tokens: readonly [number, number];
  /** How strongly each was written. */
  readonly strengths: readonly [number, number];
  readonly cosine: number;
  readonly overlap: number;
}

type Texts = readonly (string | undefined)[];

/** A part in a record. */
interface Placed {
  readonly given: Given;
  readonly first: number;
  readonly texts: Texts;
}

/** The best pairs of two parts in one head, those that overlap `least` or less left out. */
interface Found {
  /** Tokens counted within their parts. */
  readonly pairs: readonly Pair[];
  readonly least: number;
}

/** Two parts, the earlier first, or one part twice. */
interface Compared {
  readonly earlier: Placed;
  readonly later: Placed;
  /** [layers][heads], as far as they have been compared. */
  readonly found: Found[];
}

/** Pairs that overlap a little less than those that count are kept, too: they count when a part goes and takes better ones along. */
const slack = 0.8;

/**
 * @param texts of the tokens that were read, in the order of the record; two that are the same do not collide, nor do those
 *   that are undefined; of pairs with the same texts the one that overlaps most is taken. A part's texts do not change.
 * @param breathe between two heads; false once nobody wants to know any more, and then there is no answer
 */
export async function collisionsOf(
  shape: Shape,
  parts: readonly Part[],
  texts: Texts,
  breathe: () => Promise<boolean>,
): Promise<Collisions | undefined> {
  const heads = shape.layers * shape.heads;
  const pairs = new Int32Array(heads * mostPairs * 2).fill(-1);
  const figures = new Float32Array(heads * mostPairs * 3);
  const compared = allOf(shape, parts, texts);
  for (let head = 0; head < heads; head++) {
    if (!(await breathe())) return undefined;
    for (const [i, { tokens, cosine, strengths }] of bestOf(shape, compared, head, texts).entries()) {
      pairs.set(tokens, (head * mostPairs + i) * 2);
      figures.set([cosine, ...strengths], (head * mostPairs + i) * 3);
    }
  }
  return { pairs, figures };
}

const known = new WeakMap<Given, WeakMap<Given, Found[]>>();

/** Each part with itself and with those before it. */
function allOf(shape: Shape, parts: readonly Part[], texts: Texts): Compared[] {
  let first = 0;
  const placed = parts.map((part): Placed => {
    const own = { given: givenOf(shape, part), first, texts: texts.slice(first, first + part.length) };
    first += part.length;
    return own;
  });
  return placed.flatMap((later, i) => {
    let others = known.get(later.given);
    if (others === undefined) known.set(later.given, (others = new WeakMap()));
    return placed.slice(0, i + 1).map((earlier): Compared => {
      let found = others.get(earlier.given);
      if (found === undefined) others.set(earlier.given, (found = []));
      return { earlier, later, found };
    });
  });
}

function bestOf(shape: Shape, compared: readonly Compared[], head: number, texts: Texts): readonly Pair[] {
  const kept = compared.flatMap((own) => pairsOf(own, head));
  let best: readonly Pair[] = [];
  for (const pair of kept.sort((a, b) => b.overlap - a.overlap)) {
    if (pair.overlap <= leastOf(best)) break;
    best = withPair(best, pair, texts);
  }
  for (const own of compared) {
    const least = leastOf(best);
    if (own.found[head] !== undefined && own.found[head].least <= least) continue;
    own.found[head] = compare(shape, own, head, slack * least);
    for (const pair of pairsOf(own, head)) best = withPair(best, pair, texts);
  }
  return best;
}

/** Those found so far, their tokens counted in the record. */
function pairsOf({ earlier, later, found }: Compared, head: number): Pair[] {
  const pairs = found[head]?.pairs ?? [];
  return pairs.map(({ tokens: [i, j], ...pair }) => ({ tokens: [earlier.first + i, later.first + j], ...pair }));
}

/** Compares all tokens of two parts that were written more strongly than `least`. */
function compare({ headDim, nu }: Shape, { earlier, later }: Compared, head: number, least: number): Found {
  const texts = [...earlier.texts, ...later.texts];
  const { length } = earlier.given;
  const [own, other] = [strongOf(later, head, least), strongOf(earlier, head, least)];
  const phi = new Float64Array(2 * headDim * nu);
  let pairs: readonly Pair[] = [];
  for (const b of own) {
    phi.fill(0);
    for (let i = b.from; i < b.to; i++) phi[later.given.at[i]!] = later.given.value[i]!;
    for (const a of other) {
      if (earlier.given === later.given && a.token >= b.token) break;
      let product = 0;
      for (let i = a.from; i < a.to; i++) product += earlier.given.value[i]! * phi[earlier.given.at[i]!]!;
      const cosine = product / (a.size * b.size);
      const overlap = Math.min(a.beta, b.beta) * cosine;
      if (!(overlap > Math.max(least, leastOf(pairs))) || earlier.texts[a.token] === later.texts[b.token]) continue;
      pairs = withPair(
        pairs,
        { tokens: [a.token, length + b.token], strengths: [a.beta, b.beta], cosine, overlap },
        texts,
      );
    }
  }
  return {
    pairs: pairs.map(({ tokens: [i, j], ...pair }) => ({ tokens: [i, j - length], ...pair })),
    least,
  };
}

/** The tokens of a part that were written more strongly, and have a text. */
function strongOf({ given: { length, beta, ends, value }, texts }: Placed, head: number, least: number) {
  return texts.flatMap((text, token) => {
    const key = head * length + token;
    if (text === undefined || !(beta[key]! > least)) return [];
    const [from, to] = [key === 0 ? 0 : ends[key - 1]!, ends[key]!];
    let size = 0;
    for (let i = from; i < to; i++) size += value[i]! ** 2;
    return { token, beta: beta[key]!, from, to, size: Math.sqrt(size) };
  });
}

/** What a pair must overlap more than to count. */
function leastOf(best: readonly Pair[]): number {
  return best.length < mostPairs ? 0 : best.at(-1)!.overlap;
}

/** The best pairs with one more, in their order; of two with the same texts one. */
function withPair(best: readonly Pair[], pair: Pair, texts: Texts): readonly Pair[] {
  const twin = best.find(({ tokens: [a, b] }) => {
    const [c, d] = pair.tokens;
    return (texts[a] === texts[c] && texts[b] === texts[d]) || (texts[a] === texts[d] && texts[b] === texts[c]);
  });
  if (twin !== undefined && twin.overlap >= pair.overlap) return best;
  const others = best.filter((other) => other !== twin);
  return [...others, pair].sort((a, b) => b.overlap - a.overlap).slice(0, mostPairs);
}
