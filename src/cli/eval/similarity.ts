/** Edits (insert, delete, replace) that turn one text into the other, counted in code points. */
export function levenshtein(a: string, b: string): number {
  const from = Array.from(a);
  const to = Array.from(b);
  const row = Int32Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const replaced = diagonal + (from[i - 1] === to[j - 1] ? 0 : 1);
      diagonal = row[j]!;
      row[j] = Math.min(replaced, diagonal + 1, row[j - 1]! + 1);
    }
  }
  return row[to.length]!;
}

/** Edit similarity, 0 to 100: 100 (1 - edits / longer length), both trimmed; two empty texts are alike. */
export function similarity(a: string, b: string): number {
  const left = a.trim();
  const right = b.trim();
  const longer = Math.max(Array.from(left).length, Array.from(right).length);
  return longer === 0 ? 100 : 100 * (1 - levenshtein(left, right) / longer);
}

/** Exact match: equal but for trailing white space. */
export function exact(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}
