import { staysAfter, type Filter } from './context.ts';

/** Blanks at the end of a line. Before something on the same line they may be its distance, and stay. */
export const trailingSpace: Filter = (text, context) => {
  const kept = text.replace(/[ \t]+(?=\n)/g, '');
  return staysAfter(context).trim() === '' ? kept.trimEnd() : kept;
};
