import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gate, languages, type Refusal } from '../../../src/completion/gate.ts';
import type { SuggestionRequest } from '../../../src/completion/request.ts';
import { requestAt } from './request.ts';

type Changes = Partial<SuggestionRequest>;

function allows(picture: string, changes?: Changes): void {
  assert.deepEqual(gate(requestAt(picture, changes)), { allowed: true }, picture);
}

function refuses(reason: Refusal, picture: string, changes?: Changes): void {
  assert.deepEqual(gate(requestAt(picture, changes)), { refused: reason }, picture);
}

const invoke = { trigger: 'invoke' } as const;
const python = { language: 'python' };

describe('the gate, whatever is asked', () => {
  it('is open in the five languages of the model', () => {
    for (const language of languages) allows('const x = ║', { language });
  });

  it('is closed in others', () => {
    for (const language of ['json', 'rust', 'dotenv']) {
      refuses('language', 'x = ║', { ...invoke, language });
    }
  });

  it('is closed where suggestions are off', () => {
    refuses('off', 'x = ║', { ...invoke, enabled: false });
  });

  it('is open in documents that a person writes', () => {
    for (const scheme of ['file', 'untitled', 'vscode-vfs', 'vscode-remote', 'vscode-notebook-cell']) {
      allows('x = ║', { scheme });
    }
  });

  it('is closed in output, in the other side of a diff, in the source control box', () => {
    for (const scheme of ['output', 'git', 'vscode-scm', 'vscode', 'search-editor', 'chat-editing-text-model']) {
      refuses('scheme', 'x = ║', { ...invoke, scheme });
    }
  });

  it('is closed in files that are nobody’s business, though somebody asks and the language fits', () => {
    refuses('secret', 'KEY=║', { ...invoke, ...python, excluded: 'secret' });
    refuses('ignored', 'x = ║', { ...invoke, ...python, excluded: 'ignored' });
  });

  it('is closed in prose and in the source control box, unless somebody wants it there', () => {
    const everywhere = { comments: true, strings: true, prose: true, sourceControl: true };
    for (const language of ['markdown', 'plaintext']) {
      refuses('prose', 'The ║', { ...invoke, language });
      allows('The ║', { language, where: everywhere });
    }
    const box = { language: 'scminput', scheme: 'vscode-scm' };
    refuses('prose', 'Fix ║', { ...invoke, ...box });
    allows('Fix ║', { ...box, where: everywhere });
  });

  it('is closed in a large file, whose text need not be read', () => {
    refuses('large', '║', { ...invoke, length: 5_000_000 });
  });

  it('is closed where a line is too long, on any side of the cursor', () => {
    const long = 'x'.repeat(200_000);
    refuses('long line', `${long}║`, invoke);
    refuses('long line', `a = ║${long}\n`, invoke);
    refuses('long line', `${long}\na = ║\n`, invoke);
    refuses('long line', `a = ║\nb\n${long}`, invoke);
    refuses('long line', `${'x '.repeat(4000)}║${' y'.repeat(4000)}`, invoke);
  });

  it('is open in a long file of short lines', () => {
    allows(`${'const a = 1;\n'.repeat(20_000)}const b = ║\n${'const a = 1;\n'.repeat(20_000)}`);
  });

  it('is closed in binary', () => {
    refuses('binary', 'a\0b║', invoke);
    refuses('binary', '║\na\0b', invoke);
  });

  it('is closed in the middle of a word', () => {
    refuses('mid-word', 'con║st x', invoke);
    refuses('mid-word', 'f(║x)');
    refuses('mid-word', 'größ║e = 1', python);
    refuses('mid-word', 'a.║$el');
  });

  it('is closed on a line that is forgotten, and open beside it', () => {
    const forgotten = { above: [{ from: 1, to: 2 }], below: [{ from: 0, to: 1 }] };
    refuses('forgotten', 'a\nb║\nc', { ...invoke, forgotten });
    refuses('forgotten', 'a\nb║\nc', { forgotten });
    allows('a║\nb\nc', { forgotten });
    allows('a\nb\nc║', { forgotten });
  });

  it('is open in an empty file, at its start and at its end', () => {
    allows('║');
    allows('║\nconst x = 1;\n');
    allows('const x = 1;\n║');
  });
});

describe('the gate, while typing', () => {
  it('is open where only closing characters follow', () => {
    allows('f(║)\n');
    allows('if (║) {\n}');
    allows('f({ a: "║" });\n');
    allows('def f(║):\n', python);
    allows('xs = [║]  \n', python);
  });

  it('is closed where the line goes on', () => {
    refuses('mid-line', 'const ║ = 5;');
    refuses('mid-line', 'f(║) + 1');
    refuses('mid-line', 'a = ║(1 + 2)');
  });

  it('is closed in comments', () => {
    refuses('comment', '// what ║');
    refuses('comment', 'x = 1; // the ║');
    refuses('comment', '/**\n * Returns ║');
    refuses('comment', '/**\n *║');
    refuses('comment', '/* not ║');
    refuses('comment', 'x = 1  # the ║', python);
    refuses('comment', 'x = "a#b"  # the ║', python);
  });

  it('is closed in a block comment and in a docstring that began above', () => {
    refuses('comment', '/*\n plain ║');
    allows("x = 'src/**/*.ts';\n║");
    allows('/* done\n*/\nx = ║');
    refuses('comment', 'def f():\n    """Adds\n    two ║', python);
    allows('def f():\n    """Adds."""\n    return ║', python);
    allows('query = """\nSELECT ║', python);
  });

  it('is open in comments and closed in strings where somebody wants it so', () => {
    const where = { comments: true, strings: false, prose: false, sourceControl: false };
    allows('// what ║', { where });
    refuses('string', 'const a = "║', { where });
    refuses('string', 'query = """\nSELECT ║', { where, ...python });
    allows('const a = "b" + ║', { where });
  });

  it('waits to be asked where somebody wants it so', () => {
    refuses('manual', 'const x = ║', { manual: true });
    allows('const x = ║', { manual: true, ...invoke });
  });

  it('takes no string for a comment', () => {
    allows('fetch("https://example.org" ║');
    allows("fetch('https://║");
    allows('fetch(`https://${host}/║');
    allows('x = "#fff" ║', python);
    allows("x = b'#' + ║", python);
    allows('s = "a \\" // b" + ║');
  });

  it('takes no operator for a comment', () => {
    allows('x = 5 // ║', python);
    allows('x = a / ║');
    allows('/* done */ x = ║');
    allows('x = a * ║');
    allows('*entries() { ║');
  });

  it('sees a comment after an apostrophe in prose', () => {
    refuses('comment', "<p>don't</p> // the ║", { language: 'typescriptreact' });
  });

  it('is closed after a deletion', () => {
    refuses('deletion', 'const x = ║', { deleted: true });
  });

  it('names the place before the moment', () => {
    refuses('comment', '// ║', { deleted: true });
  });
});

describe('the gate, on demand', () => {
  it('is open in the middle of a line, in a comment and after a deletion', () => {
    allows('const ║ = 5;', invoke);
    allows('// the ║', invoke);
    allows('x = ║', { ...invoke, deleted: true });
  });
});
