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
import { firstOf, givenOf, type Given, type Shape } from './given.ts';
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

/** Pairs that overlap a little less than those that count are kept, too: they count once the first part is gone, and better ones with it. */
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
  const placed = placedIn(shape, parts, texts);
  for (let head = 0; head < heads; head++) {
    if (!(await breathe())) return undefined;
    for (const [i, { tokens, cosine, strengths }] of bestOf(shape, placed, head, texts).entries()) {
      pairs.set(tokens, (head * mostPairs + i) * 2);
      figures.set([cosine, ...strengths], (head * mostPairs + i) * 3);
    }
  }
  return { pairs, figures };
}

function placedIn(shape: Shape, parts: readonly Part[], texts: Texts): Placed[] {
  let first = 0;
  return parts.map((part) => {
    const own = { given: givenOf(shape, part), first, texts: texts.slice(first, first + part.length) };
    first += part.length;
    return own;
  });
}

/** What is known of a part: the best pairs of a record from its first part to this one, and those with each part before it. */
interface Known {
  first: Given;
  best: (readonly Pair[])[];
  readonly found: WeakMap<Given, Found[]>;
}

const known = new WeakMap<Given, Known>();

function bestOf(shape: Shape, placed: readonly Placed[], head: number, texts: Texts): readonly Pair[] {
  const first = placed[0]?.given;
  let best: readonly Pair[] = [];
  for (const [i, later] of placed.entries()) {
    let own = known.get(later.given);
    if (own === undefined) known.set(later.given, (own = { first: first!, best: [], found: new WeakMap() }));
    if (own.first !== first) Object.assign(own, { first, best: [] });
    if (own.best[head] === undefined) {
      for (const earlier of placed.slice(0, i + 1)) {
        const least = leastOf(best);
        let found = own.found.get(earlier.given);
        if (found === undefined) own.found.set(earlier.given, (found = []));
        if (!(found[head] !== undefined && found[head].least <= least)) {
          found[head] = compare(shape, earlier, later, head, slack * least);
        }
        for (const pair of found[head].pairs) {
          if (pair.overlap <= leastOf(best)) break;
          best = withPair(best, inRecord(pair, earlier, later), texts);
        }
      }
      own.best[head] = best;
    }
    best = own.best[head]!;
  }
  return best;
}

/** With its tokens counted in the record. */
function inRecord({ tokens: [i, j], ...pair }: Pair, earlier: Placed, later: Placed): Pair {
  return { tokens: [earlier.first + i, later.first + j], ...pair };
}

/** Compares all tokens of two parts that were written more strongly than `least`. */
function compare({ headDim, nu }: Shape, earlier: Placed, later: Placed, head: number, least: number): Found {
  const [a, b] = [earlier.given, later.given];
  const texts = [...earlier.texts, ...later.texts];
  const phi = new Float64Array(2 * headDim * nu);
  let pairs: readonly Pair[] = [];
  for (const [j, text] of later.texts.entries()) {
    const key = head * b.length + j;
    const strength = b.beta[key]!;
    if (text === undefined || !(strength > least)) continue;
    phi.fill(0);
    for (let n = firstOf(b, key); n < b.ends[key]!; n++) phi[b.at[n]!] = b.value[n]!;
    for (let i = 0; i < (a === b ? j : a.length); i++) {
      const other = head * a.length + i;
      if (!(a.beta[other]! > least) || earlier.texts[i] === undefined || earlier.texts[i] === text) continue;
      let product = 0;
      for (let n = firstOf(a, other); n < a.ends[other]!; n++) product += a.value[n]! * phi[a.at[n]!]!;
      const cosine = product / (a.size[other]! * b.size[key]!);
      const overlap = Math.min(a.beta[other]!, strength) * cosine;
      if (!(overlap > Math.max(least, leastOf(pairs)))) continue;
      const strengths = [a.beta[other]!, strength] as const;
      pairs = withPair(pairs, { tokens: [i, a.length + j], strengths, cosine, overlap }, texts);
    }
  }
  const own = pairs.map(({ tokens: [i, j], ...pair }): Pair => ({ tokens: [i, j - a.length], ...pair }));
  return { pairs: own, least };
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
