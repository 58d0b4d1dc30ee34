import { isClosing } from '../memory/stream.ts';
import { lineAfter, lineBefore, linesAbove, linesBelow } from './line.ts';

/** Ends in what wants deeper lines: a bracket, an arrow; in Python a colon. */
const opener = /(?:[{([]|=>)\s*$/;
const pythonOpener = /[:{([]\s*(?:#.*)?$/;

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
  if (!(language === 'python' ? pythonOpener : opener).test(opening)) return false;
  const next = linesBelow(suffix, 20).find((below) => below.trim() !== '');
  return next === undefined || width(next) <= width(opening);
}

/** Of the leading blanks; a tab counts as four. */
function width(line: string): number {
  return /^\s*/.exec(line)![0].replaceAll('\t', '    ').length;
}
