/** What the cursor stands in. */
export type Surroundings = 'code' | 'comment' | 'string';

/**
 * Judged by a few marks, not by a parser: this runs at every keystroke, and a miss costs no more than a suggestion in
 * a comment. Python's docstrings count as comments: they are written for people.
 *
 * @param prefix the whole text before the cursor
 * @param language the editor's language identifier
 */
export function surroundings(prefix: string, language: string): Surroundings {
  const line = prefix.slice(prefix.lastIndexOf('\n') + 1);
  return language === 'python' ? inPython(prefix, line) : inScript(prefix, line, language);
}

function inPython(prefix: string, line: string): Surroundings {
  const long = longString(prefix);
  if (long !== undefined) return /^\s*$/.test(long) ? 'comment' : 'string';
  const { code, open } = outsideStrings(line);
  return code.includes('#') ? 'comment' : open ? 'string' : 'code';
}

function inScript(prefix: string, line: string, language: string): Surroundings {
  const { code, open } = outsideStrings(line, language);
  // A line of a block comment that began above: ` * like this`.
  if (/^\s*\*(\s|\/|$)/.test(line) || code.includes('//') || inBlockComment(prefix, language)) return 'comment';
  return open ? 'string' : 'code';
}

/** What stands on the line before a string in three quotes that is still open; undefined where none is. */
function longString(prefix: string): string | undefined {
  let open: { quotes: string; before: string } | undefined;
  for (const { 0: quotes, index } of prefix.matchAll(/"""|'''/g)) {
    const before = prefix.slice(prefix.lastIndexOf('\n', index - 1) + 1, index);
    if (open?.quotes === quotes) open = undefined;
    else if (open === undefined && !outsideStrings(before).code.includes('#')) open = { quotes, before };
  }
  return open?.before;
}

/** Languages whose single quotes hold one character: what else has one is a lifetime, a label or a digit separator. */
const oneCharacter: ReadonlySet<string> = new Set(['go', 'rust', 'java', 'c', 'cpp']);
const characterLiteral = /'(?:\\[^'\n]+|\\'|[^\\'\n])'/uy;

/** Patterns of paths in strings hold these marks too. */
function inBlockComment(prefix: string, language: string): boolean {
  const start = prefix.lastIndexOf('/*');
  if (start < 0 || prefix.indexOf('*/', start + 2) >= 0) return false;
  const { code, open } = outsideStrings(prefix.slice(prefix.lastIndexOf('\n', start) + 1, start), language);
  return !open && !code.includes('//');
}

/**
 * The line with the inside of its strings blanked, and whether one of them is open at its end. A quote after a word
 * character opens nothing when it is an apostrophe (don't), so that prose in JSX does not hide what follows it.
 */
function outsideStrings(line: string, language = ''): { code: string; open: boolean } {
  let code = '';
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (character === '\\') {
      code += '  ';
      i++;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      code += ' ';
    } else if (character === "'" && oneCharacter.has(language)) {
      characterLiteral.lastIndex = i;
      const length = characterLiteral.exec(line)?.[0].length ?? 1;
      code += ' '.repeat(length);
      i += length - 1;
    } else if (character === '"' || character === '`' || (character === "'" && !apostrophe(line, i))) {
      quote = character;
      code += ' ';
    } else {
      code += character;
    }
  }
  return { code, open: quote !== '' };
}

/** A single quote between two letters. Python's string prefixes (b'', rb'') are letters that belong to a string. */
function apostrophe(line: string, at: number): boolean {
  return (
    /[a-z]$/i.test(line.slice(0, at)) &&
    /^[a-z]/i.test(line.slice(at + 1)) &&
    !/\b[bfru]{1,2}$/i.test(line.slice(0, at))
  );
}
