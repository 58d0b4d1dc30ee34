import { lineAfter } from '../line.ts';
import type { Filter } from './context.ts';

/** A suggestion that only writes the closing characters again that it takes the place of. */
export const nothingNew: Filter = (text, { suffix, replaceRest }) =>
  replaceRest && text.trim() === lineAfter(suffix).trim() ? undefined : text;
