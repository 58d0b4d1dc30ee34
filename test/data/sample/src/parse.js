const LINE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z)\s+(-?\d+(?:\.\d+)?)$/;

/**
 * Reads a table of tides: one line each, a time and a height.
 * @param {string} text
 * @returns {{time: Date, height: number}[]}
 */
export function parseTides(text) {
  const tides = [];
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) {
      continue;
    }
    const match = LINE.exec(trimmed);
    if (match === null) {
      throw new Error(`Line ${index + 1} is not a tide: ${trimmed}`);
    }
    tides.push({ time: new Date(match[1]), height: Number(match[2]) });
  }
  return tides;
}
