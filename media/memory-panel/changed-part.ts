/** Where a text differs from another: what both begin with, what is its own, and what both end with. */
export interface ChangedPart {
  readonly head: string;
  readonly own: string;
  readonly tail: string;
}

export function changedPart(text: string, other: string): ChangedPart {
  const [mine, its] = [Array.from(text), Array.from(other)];
  const shorter = Math.min(mine.length, its.length);
  let head = 0;
  while (head < shorter && mine[head] === its[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && mine[mine.length - 1 - tail] === its[its.length - 1 - tail]) tail += 1;
  const end = mine.length - tail;
  return { head: mine.slice(0, head).join(''), own: mine.slice(head, end).join(''), tail: mine.slice(end).join('') };
}
