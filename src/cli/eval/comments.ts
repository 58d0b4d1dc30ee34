/** What a line ends inside of, so that the next one starts there. */
type Open = '' | '*/' | '`' | '"""' | "'''";

const REGEX_BEFORE = /(?:^|[=(,:;!&|?{}[\]+\-*%~^<>]|\b(?:return|typeof|case|of|in|do|else|await|yield))$/;

/**
 * Which lines hold a comment or a part of one. A scan by characters, not a parser: it knows strings, templates and
 * regular expressions well enough that `//` inside a URL is no comment; an interpolation inside a template counts as
 * template.
 */
export function commented(lines: readonly string[], language: string): boolean[] {
  let open: Open = '';
  return lines.map((line) => {
    const scanned = language === 'python' ? python(line, open) : script(line, open);
    open = scanned.open;
    return scanned.comment;
  });
}

interface Scanned {
  readonly open: Open;
  readonly comment: boolean;
}

function script(line: string, start: Open): Scanned {
  let open = start;
  let comment = open === '*/';
  for (let i = 0; i < line.length; i++) {
    if (open !== '') {
      const end = close(line, i, open);
      if (end < 0) return { open, comment };
      [i, open] = [end, ''];
      continue;
    }
    const c = line[i]!;
    if (c === '`') {
      open = '`';
    } else if (c === '"' || c === "'") {
      const end = close(line, i + 1, c);
      if (end > 0) i = end; // else an apostrophe in JSX text: it closes nothing
    } else if (c === '/' && line[i + 1] === '/') {
      return { open, comment: true };
    } else if (c === '/' && line[i + 1] === '*') {
      [open, comment] = ['*/', true];
      i++;
    } else if (c === '/' && REGEX_BEFORE.test(line.slice(0, i).trimEnd())) {
      const end = regexEnd(line, i + 1);
      if (end > 0) i = end;
    }
  }
  return { open, comment };
}

function python(line: string, start: Open): Scanned {
  let open = start;
  for (let i = 0; i < line.length; i++) {
    if (open !== '') {
      const end = close(line, i, open);
      if (end < 0) return { open, comment: false };
      [i, open] = [end, ''];
      continue;
    }
    const c = line[i]!;
    if (c === '#') return { open, comment: true };
    if (c !== '"' && c !== "'") continue;
    if (line.startsWith(c.repeat(3), i)) {
      open = c === '"' ? '"""' : "'''";
      i += 2;
    } else {
      const end = close(line, i + 1, c);
      if (end > 0) i = end;
    }
  }
  return { open, comment: false };
}

/** Index of the last character of the first `mark` at or after `from` that no backslash hides, or -1. */
function close(line: string, from: number, mark: string): number {
  for (let i = from; i < line.length; i++) {
    if (line[i] === '\\' && mark !== '*/') i++;
    else if (line.startsWith(mark, i)) return i + mark.length - 1;
  }
  return -1;
}

function regexEnd(line: string, from: number): number {
  let inClass = false;
  for (let i = from; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '[') inClass = true;
    else if (line[i] === ']') inClass = false;
    else if (line[i] === '/' && !inClass) return i;
  }
  return -1;
}
