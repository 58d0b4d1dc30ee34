/** The cursor's line in a text that is split at the cursor. */

/** The cursor's line up to the cursor. */
export function lineBefore(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf('\n') + 1);
}

/** The cursor's line from the cursor on, without its line end. */
export function lineAfter(suffix: string): string {
  const end = suffix.indexOf('\n');
  return end < 0 ? suffix : suffix.slice(0, end);
}

/**
 * The lines above the cursor's, the nearest first. Only some thousand characters are looked at: what is further away
 * is no neighbour.
 */
export function linesAbove(prefix: string): string[] {
  const end = prefix.lastIndexOf('\n');
  if (end < 0) return [];
  return prefix
    .slice(Math.max(0, end - 4000), end)
    .split('\n')
    .reverse();
}

/** The lines below the cursor's, the nearest first, at most `most` of them. */
export function linesBelow(suffix: string, most: number): string[] {
  const lines: string[] = [];
  let start = suffix.indexOf('\n') + 1;
  while (start > 0 && lines.length < most) {
    const end = suffix.indexOf('\n', start);
    lines.push(end < 0 ? suffix.slice(start) : suffix.slice(start, end));
    start = end + 1;
  }
  return lines;
}

/** Whether every character of `part` occurs in `whole` in this order: what an editor can show as pure insertions. */
export function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at);
    if (at < 0) return false;
    at += character.length;
  }
  return true;
}
