import { lineBefore } from '../line.ts';
import { staysAfter, type Filter } from './context.ts';

/** Lines that the person has just taken away, from the first of them on. */
export const deletedLines: Filter = (text, context) => {
  const deleted = new Set(context.deleted);
  if (deleted.size === 0) return text;
  const lines = text.split('\n');
  const first = lines.findIndex((line, i) => {
    const begun = i === 0 ? lineBefore(context.prefix) : '';
    const rest = i === lines.length - 1 ? staysAfter(context) : '';
    return deleted.has((begun + line + rest).trim());
  });
  if (first < 0) return text;
  return first === 0 ? undefined : lines.slice(0, first).join('\n');
};
