/** What is not read: too much of it, or not written by a person. The one place of these numbers. */

/** UTF-16 units of one file. At about 2000 tokens a second this many take two to three minutes, once. */
export const mostCharacters = 1_000_000;

/** UTF-16 units of one line; longer ones are minified or data. */
export const mostLineCharacters = 10_000;

/** Why a text is not read, or undefined where it is. Looked at before the text is cut into lines. */
export function unreadableText(...parts: readonly string[]): string | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > mostCharacters) return `the file has more than ${mostCharacters} characters`;
  if (parts.some((part) => part.includes('\0'))) return 'the file is binary';
  return undefined;
}

/** Why a text that is cut into lines is not read, or undefined where it is. */
export function unreadableLines(lines: readonly string[]): string | undefined {
  return lines.some((line) => line.length > mostLineCharacters)
    ? `the file has a line of more than ${mostLineCharacters} characters`
    : undefined;
}
