/** A seeded stream of numbers in [0, 1) (mulberry32): the same sample on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of the items, or all where there are fewer, each subset as likely, in the order they had. */
export function sample<T>(items: readonly T[], count: number, next: () => number): T[] {
  const places = items.map((_, i) => i);
  const most = Math.min(count, places.length);
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(next() * (places.length - i));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return places
    .slice(0, most)
    .sort((a, b) => a - b)
    .map((i) => items[i]!);
}
