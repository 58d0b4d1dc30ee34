/**
 * Whether the cursor stands inside a comment, judged by its line alone: this runs at every keystroke, and a miss
 * costs no more than a suggestion in a comment.
 *
 * @param line the cursor's line up to the cursor
 * @param language the editor's language identifier
 */
export function inComment(line: string, language: string): boolean {
  return language === 'python' ? marker(line, '#') : starred(line) || marker(line, '//') || openBlock(line);
}

/** A line of a block comment that began above: ` * like this`. */
function starred(line: string): boolean {
  return /^\s*\*(\s|\/|$)/.test(line);
}

/** Whether `mark` stands in the line outside of a string. */
function marker(line: string, mark: string): boolean {
  return outsideStrings(line).includes(mark);
}

/** A block comment that the line opens and does not close. */
function openBlock(line: string): boolean {
  const code = outsideStrings(line);
  return code.lastIndexOf('/*') > code.lastIndexOf('*/');
}

/**
 * The line with the inside of its strings blanked. A quote after a word character opens nothing when it is an
 * apostrophe (don't), so that prose in JSX does not hide what follows it.
 */
function outsideStrings(line: string): string {
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
    } else if (character === '"' || character === '`' || (character === "'" && !apostrophe(line, i))) {
      quote = character;
      code += ' ';
    } else {
      code += character;
    }
  }
  return code;
}

/** A single quote between two letters. Python's string prefixes (b'', rb'') are letters that belong to a string. */
function apostrophe(line: string, at: number): boolean {
  return (
    /[a-z]$/i.test(line.slice(0, at)) &&
    /^[a-z]/i.test(line.slice(at + 1)) &&
    !/\b[bfru]{1,2}$/i.test(line.slice(0, at))
  );
}
