import { lineAfter } from './line.ts';

/**
 * A suggestion that takes the place of the closing characters right of the cursor, as the text that goes in at the
 * cursor while they stay: for a command line, which only inserts. What the suggestion writes after them is left out.
 *
 * @param text the filtered suggestion
 * @param suffix the whole text after the cursor
 */
export function insertion(text: string, suffix: string): string {
  const rest = lineAfter(suffix).trimEnd();
  const at = text.lastIndexOf(rest);
  return at < 0 ? text : text.slice(0, at);
}
