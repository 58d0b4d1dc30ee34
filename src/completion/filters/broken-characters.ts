import type { Filter } from './context.ts';

/**
 * Bytes that are no text: the model spelt a character byte by byte and was cut short or went wrong, which decoding
 * shows as U+FFFD; or a control character other than tab and newline.
 */
export const brokenCharacters: Filter = (text) =>
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\uFFFD\u0000-\u0008\u000B-\u001F\u007F]/.test(text) ? undefined : text;
