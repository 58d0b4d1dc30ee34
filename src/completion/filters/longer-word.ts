import type { Filter } from './context.ts';

/** The editor's list has `value` selected, and the suggestion would make it `values`: the person chose otherwise. */
export const longerWord: Filter = (text, { picked }) =>
  picked === true && /^[\p{L}\p{N}_$]/u.test(text) ? undefined : text;
