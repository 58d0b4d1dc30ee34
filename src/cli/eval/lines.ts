import { commented } from './comments.ts';
import { random, sample } from './random.ts';
import type { Text } from './texts.ts';

/** One place in a held-out file where the rest of the line is taken out and asked for. */
export interface HeldOutLine {
  readonly file: Text;
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
}

/** Lines asked for in one file: few, so that no file counts much, and more than one, so that reading it pays. */
const LINES_OF_ONE_FILE = 4;

/**
 * The first `count` lines of one language: files in the given order, a few lines of each, so a smaller count is a part
 * of a larger one. What is drawn in a file depends on the file and the seed only.
 */
export function heldOutLines(files: readonly Text[], count: number, seed: number): HeldOutLine[] {
  const lines: HeldOutLine[] = [];
  for (const file of files) {
    if (lines.length >= count) break;
    lines.push(...linesOf(file, seed).slice(0, count - lines.length));
  }
  return lines;
}

/**
 * A few lines of a file, top to bottom, each with at least 4 characters that are not space and no comment. The cursor
 * stands anywhere from the indentation to before the last character that is not space.
 */
export function linesOf(file: Text, seed: number, count = LINES_OF_ONE_FILE): HeldOutLine[] {
  const next = random(seed ^ Number.parseInt(file.hash.slice(0, 8), 16));
  const lines = file.text.replace(/\r\n?/g, '\n').split('\n');
  const comment = commented(lines, file.language);
  const fit = [...lines.keys()].filter((i) => !comment[i] && lines[i]!.replace(/\s/g, '').length >= 4);
  return sample(fit, count, next).map((i) => {
    const line = lines[i]!;
    const indentation = line.length - line.trimStart().length;
    const cursor = onCharacter(line, indentation + Math.floor(next() * (line.trimEnd().length - indentation)));
    const below = lines.slice(i + 1);
    return {
      file,
      prefix: [...lines.slice(0, i), line.slice(0, cursor)].join('\n'),
      suffix: below.length > 0 ? `\n${below.join('\n')}` : '',
      answer: line.slice(cursor),
    };
  });
}

/** Never between the two halves of a surrogate pair. */
function onCharacter(line: string, index: number): number {
  return /[\uDC00-\uDFFF]/.test(line[index] ?? '') && /[\uD800-\uDBFF]/.test(line[index - 1] ?? '') ? index - 1 : index;
}
