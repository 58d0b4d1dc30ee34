import { lineBefore } from '../line.ts';
import { staysAfter, type Filter } from './context.ts';

const openers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' };

/**
 * Closing brackets and quotes at the end of the suggestion that stand right of the cursor already. They are cut only
 * where the line would close more than it opens: in `f(g(║├x)┤)` both are needed.
 */
export const doubledClosers: Filter = (text, context) => {
  const end = text.trimEnd();
  const rest = staysAfter(context).trimStart();
  const line = lineBefore(context.prefix) + end + rest;
  const [closers = ''] = /^[)\]}>"'`]*/.exec(rest) ?? [];
  for (let length = closers.length; length > 0; length--) {
    const shared = closers.slice(0, length);
    if (!end.endsWith(shared) || !shared.split('').every((closer) => spare(closer, line) >= count(shared, closer)))
      continue;
    const kept = end.slice(0, -length);
    return kept.trim() === '' ? undefined : kept;
  }
  return text;
};

/** How many of a closing bracket a line has more than of its opener; of a quote, whether their number is odd. */
function spare(closer: string, line: string): number {
  const opener = openers[closer];
  if (opener === undefined) return count(line, closer) % 2;
  const code = closer === '>' ? line.replaceAll('=>', '') : line;
  return count(code, closer) - count(code, opener);
}

function count(line: string, character: string): number {
  let found = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === character) found++;
  }
  return found;
}
