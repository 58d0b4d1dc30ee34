import { isSubsequence, lineAfter } from '../line.ts';
import type { Filter } from './context.ts';

/**
 * Closing characters that the suggestion would take away: it covers the rest of the line but does not write all of it
 * again. They are put back at its end, since an editor shows only what is added, and brackets that it closed by
 * itself are not a model's to drop.
 */
export const lostClosers: Filter = (text, { suffix, replaceRest }) => {
  const rest = replaceRest ? lineAfter(suffix).trimEnd() : '';
  if (rest === '' || isSubsequence(rest, text)) return text;
  for (let length = rest.length - 1; length > 0; length--) {
    if (text.endsWith(rest.slice(0, length))) return text + rest.slice(length);
  }
  return text + rest;
};
