import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commented } from '../../../src/cli/eval/comments.ts';

/** A line marked with ║ has to be found, and no other. */
function check(language: string, marked: string): void {
  const lines = marked.split('\n');
  assert.deepEqual(
    commented(
      lines.map((line) => line.replace('║', '')),
      language,
    ),
    lines.map((line) => line.includes('║')),
  );
}

test('line comments, alone and after code', () => {
  check('typescript', 'const a = 1;\n// one║\nf(a); // two║\nf(b);');
});

test('a block comment holds every line from its start to its end', () => {
  check('javascript', '/**║\n * says what║\n */║\nexport const a = 1; /* b */║\nconst c = 2;');
});

test('what looks like a comment inside strings, templates and regular expressions is none', () => {
  check(
    'typescript',
    "const url = 'https://x.org';\nconst a = `\n// not one\n`;\nconst r = /[/*]/;\nconst s = x / 2 / y;",
  );
});

test('an apostrophe in JSX text ends with its line', () => {
  check('typescript', "<p>it isn't so</p>\n// yes║\nconst a = 'b'; // yes║");
});

test('an escaped quote does not end a string', () => {
  check('javascript', "const a = 'it\\'s // here';\nconst b = \"\\\\\"; // yes║");
});

test('Python: a hash outside of strings', () => {
  check('python', 'x = 1  # one║\n# two║\nurl = "#anchor"\nd = \'a\' "#" # three║');
});

test('Python: a triple-quoted string is a string, over several lines too', () => {
  check('python', 'def f():\n    """Says # what.\n\n    # it does\n    """\n    return 1  # yes║');
});
