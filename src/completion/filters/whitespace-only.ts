import type { Filter } from './context.ts';

/** A suggestion of blanks and line ends, which nobody can see. */
export const whitespaceOnly: Filter = (text) => (text.trim() === '' ? undefined : text);
