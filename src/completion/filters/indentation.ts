import { lineBefore, linesBelow } from '../line.ts';
import type { Filter, FilterContext, Indentation } from './context.ts';

/** Indentation in tabs where the document has spaces, or in spaces where it has tabs. */
export const indentation: Filter = (text, context) => {
  const style = context.indentation ?? indentationOf(context);
  if (style === undefined) return text;
  const startsLine = /^[ \t]*$/.test(lineBefore(context.prefix));
  return text
    .split('\n')
    .map((line, i) => (i > 0 || startsLine ? respell(line, style) : line))
    .join('\n');
};

function respell(line: string, { unit, width }: Indentation): string {
  const [blank = ''] = /^[ \t]*/.exec(line) ?? [];
  const wrong = unit === 'tabs' ? ' '.repeat(width) : '\t';
  const right = unit === 'tabs' ? '\t' : ' '.repeat(width);
  return blank.replaceAll(wrong, right) + line.slice(blank.length);
}

/** As the indented lines around the cursor do it: what most of them begin with, and the least number of spaces. */
export function indentationOf({ prefix, suffix }: Pick<FilterContext, 'prefix' | 'suffix'>): Indentation | undefined {
  const lines = [...prefix.slice(-8000).split('\n').slice(-100), ...linesBelow(suffix, 50)];
  const spaces = lines.flatMap((line) => /^( +)\S/.exec(line)?.[1]?.length ?? []).filter((length) => length > 1);
  const tabs = lines.filter((line) => /^\t+\S/.test(line)).length;
  if (tabs > spaces.length) return { unit: 'tabs', width: 4 };
  if (spaces.length === 0) return undefined;
  // The odd line of a block comment is one space off: a width that few lines have is not the document's.
  const width = [2, 4, 8].find(
    (candidate) => spaces.filter((length) => length % (2 * candidate) === candidate).length > spaces.length / 8,
  );
  return { unit: 'spaces', width: width ?? 4 };
}
