/** Pairs of keys that collide: pure, from the best of each head to those that are shown. */
import type { Filter } from './filter.ts';
import type { Place } from './memory.ts';
import { headsOf } from './shares.ts';
import { mostPairs, type CollisionsAnswer } from '../../src/protocol/collisions.ts';

export interface Collision extends Place {
  /** The tokens, the earlier first. */
  readonly tokens: readonly [number, number];
  readonly cosine: number;
  /** The cosine times the strength of the weaker write. */
  readonly overlap: number;
}

/** Of the chosen heads those that overlap most, each pair of texts once, in the head where it overlaps most. */
export function collisionsOf({ layers, heads, list, pairs, figures }: CollisionsAnswer, filter: Filter): Collision[] {
  const best = new Map<string, Collision>();
  for (const head of headsOf(layers, heads, filter)) {
    for (let at = head * mostPairs; at < (head + 1) * mostPairs; at++) {
      const [first, second] = [pairs[2 * at]!, pairs[2 * at + 1]!];
      if (first < 0) continue;
      const [cosine, one, other] = [figures[3 * at]!, figures[3 * at + 1]!, figures[3 * at + 2]!];
      const overlap = Math.min(one, other) * cosine;
      const texts = JSON.stringify([first, second].map((token) => list.texts[token]!.trim()).sort());
      if (overlap <= (best.get(texts)?.overlap ?? 0)) continue;
      const place = { layer: Math.floor(head / heads), head: head % heads };
      best.set(texts, { ...place, tokens: [first, second], cosine, overlap });
    }
  }
  return [...best.values()].sort((a, b) => b.overlap - a.overlap).slice(0, mostPairs);
}
