import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { grammars } from '../../../src/cli/load.ts';
import { Symbols } from '../../../src/syntax/symbols.ts';

/** Each file's definitions, a letter for the kind before the name. */
async function named(path: string, text: string): Promise<string> {
  const symbols = await new Symbols(grammars).of(path, text);
  for (const { name, line, column } of symbols) {
    assert.equal(text.split('\n')[line]!.slice(column, column + name.length), name);
  }
  return symbols.map(({ name, kind }) => `${kind[0]} ${name}`).join(', ');
}

test('TypeScript: functions wherever they stand, values only outside of them, patterns not at all', async () => {
  const text = `export const limit = 3, other = () => { const inner = 1; };
// é🦊
export default class A<T> { #x = 1; get y() { return 1; } constructor() {} }
interface I { a(): void; b: string }
/* é🦊 */ type T = 1; enum E { A }
namespace N { export function f() { function g() {} } }
abstract class B { abstract m(): void }
const { a, b } = c;
function* gen() { const inner = 1; }
`;
  const all = 'v limit, f other, t A, f y, f constructor, t I, f a, t T, t E, t N, f f, f g, t B, f m, f gen';
  assert.equal(await named('a.ts', text), all);
});

test('Python', async () => {
  const text =
    'LIMIT = 3\nclass A(B):\n    y = 1\n    def f(self):\n        z = 2\n@dec\nasync def k(): pass\na, b = c\n';
  assert.equal(await named('a.py', text), 'v LIMIT, t A, v y, f f, f k');
});

test('Go, Rust, Java and C++, where their grammars are there', async () => {
  const go = 'package a\nconst X = 1\ntype T struct { a int }\nfunc (t *T) F() { var y int }\n';
  assert.equal(await named('a.go', go), 'v X, t T, f F');
  const rust = 'static Y: u8 = 2;\nstruct S { a: u8 }\nimpl T for S { fn f(&self) {} }\nmod m { fn g() {} }\n';
  assert.equal(await named('a.rs', rust), 'v Y, t S, f f, t m, f g');
  const java = 'class A { int x; void f() { int y = 1; } A() {} enum E {A} }';
  assert.equal(await named('A.java', java), 't A, v x, f f, f A, t E');
  const cpp = 'struct S { void m() {} };\nnamespace n { int *f(int a) { return 0; } }\nvoid S::k() {}\n';
  assert.equal(await named('a.cpp', cpp), 't S, f m, t n, f f, f k');
});

test('nothing of other files, of very large ones, and of text that is no program', async () => {
  assert.equal(await named('a.rb', 'def f; end'), '');
  assert.equal(await named('a.ts', 'function f() {}\n'.repeat(10_000)), '');
  assert.equal(await named('a.ts', '}}} ((( <img src=x>'), '');
});

test('what is typed costs its own part of the tree, and gives what the text gives by itself', async () => {
  const lines = (await readFile('src/memory/grid.ts', 'utf8')).split('\n');
  const typed =
    'export function outer(a: Grid) {\n  const inner = () => { class Deep { m() {} } };\n}\nconst last = 1;\n';
  const kept = new Symbols(grammars);
  for (const row of [0, 30, lines.length]) {
    const [above, below] = [lines.slice(0, row).join('\n') + '\n', lines.slice(row).join('\n')];
    for (let length = 0; length <= typed.length; length++) {
      const text = above + typed.slice(0, length) + below;
      assert.deepEqual(await kept.of('a.ts', text), await new Symbols(grammars).of('a.ts', text), text.slice(-200));
    }
  }
});
