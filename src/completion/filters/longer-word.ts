import type { Filter } from './context.ts';

/** The editor's list has `value` selected, and the suggestion would make it `values`: the person chose otherwise. */
export const longerWord: Filter = (text, { picked }) => (picked === true && makesLongerWord(text) ? undefined : text);

/** Whether a text goes on in the word that ends before it. */
export function makesLongerWord(text: string): boolean {
  return /^[\p{L}\p{N}_$]/u.test(text);
}
