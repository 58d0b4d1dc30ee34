import { lineBefore } from '../line.ts';
import { staysAfter, type Filter } from './context.ts';

/**
 * Lines that the person has just taken away, from the first of them on. Who has typed the beginning of such a line
 * again wants it after all.
 */
export const deletedLines: Filter = (text, context) => {
  const deleted = new Set(context.deleted);
  if (deleted.size === 0) return text;
  const lines = text.split('\n');
  const begun = lineBefore(context.prefix).trim() !== '';
  const first = lines.findIndex((line, i) => {
    const rest = i === lines.length - 1 ? staysAfter(context) : '';
    return !(i === 0 && begun) && deleted.has((line + rest).trim());
  });
  if (first < 0) return text;
  return first === 0 ? undefined : lines.slice(0, first).join('\n');
};
