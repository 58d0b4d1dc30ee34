import { isClosing } from '../memory/stream.ts';
import { lineAfter, lineBefore, linesAbove, linesBelow } from './line.ts';

/** A curly bracket at the end; not that of an expression inside a template or an attribute. */
const opener = /(?:^|[^$=])\{\s*$/;
/** Whose curly bracket opens a list of names, which goes on in the line. */
const names = /^\s*(?:import\b|(?:pub(?:\([^)]*\))?\s+)?use\b|(?:export|const|let|var)(?:\s+type)?\s*\{)/;
/** The head of a compound statement; not the colon of a dictionary, a slice or a lambda. */
const pythonOpener =
  /^\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b.*:\s*(?:#.*)?$/;

/**
 * Whether the cursor stands where a block begins: at the end of a line that opens one, or on the blank line below it.
 * Not where the block is there already.
 *
 * @param prefix the whole text before the cursor
 * @param suffix the whole text after it
 * @param language the editor's language identifier
 */
export function opensBlock(prefix: string, suffix: string, language: string): boolean {
  const rest = lineAfter(suffix).trim();
  if (rest !== '' && !isClosing(rest)) return false;
  const line = lineBefore(prefix);
  const opening = line.trim() === '' ? (linesAbove(prefix)[0] ?? '') : line;
  if (!(language === 'python' ? pythonOpener.test(opening) : opener.test(opening) && !names.test(opening)))
    return false;
  const next = linesBelow(suffix, 20).find((below) => below.trim() !== '');
  return next === undefined || width(next) <= width(opening);
}

/** Of the leading blanks; a tab counts as four. */
function width(line: string): number {
  return /^\s*/.exec(line)![0].replaceAll('\t', '    ').length;
}
