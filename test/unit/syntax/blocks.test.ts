import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { syntax } from '../../../src/cli/load.ts';

/** What belongs to the block of all that is written between `├` and `┤` at the `║`. */
async function block(path: string, picture: string): Promise<string | undefined> {
  const [, prefix = '', text = '', suffix = ''] = /^([^║]*)║├([^┤]*)┤([^]*)$/.exec(picture)!;
  const end = (await syntax.blockEnd({ path, prefix, suffix }))!(text);
  return typeof end === 'number' ? text.slice(0, end) : end;
}

describe('a block in TypeScript', () => {
  const rest = '\nfunction after() {\n  return 1;\n}\n';

  test('ends at its closing bracket, before the next line is begun', async () => {
    assert.equal(await block('a.ts', `function f(a: number) {║├\n  return a;\n}\n┤${rest}`), '\n  return a;\n}');
  });

  test('goes on while it is open', async () => {
    assert.equal(await block('a.ts', `function f(a: number) {║├\n  if (a) {\n    b();\n  }\n┤${rest}`), undefined);
  });

  test('ends with what closes the statement around it', async () => {
    const text = '\n  it();\n});\n';
    assert.equal(await block('a.ts', `describe("x", () => {║├${text}┤${rest}`), text.trimEnd());
    assert.equal(await block('a.ts', `const a = {║├\n  b: 1,\n};\n┤${rest}`), '\n  b: 1,\n};');
  });

  test('is a method, not the class around it', async () => {
    const text = '\n    return 1;\n  }\n';
    assert.equal(await block('a.ts', `class A {\n  f() {║├${text}┤\n  g() {}\n}\n`), text.trimEnd());
  });

  test('is the branch, not the statement that it belongs to', async () => {
    const text = '\n    b();\n  }\n';
    assert.equal(await block('a.ts', `function f() {\n  if (a) {\n  } else {║├${text}┤}\n`), text.trimEnd());
  });

  test('may begin on the blank line below what opens it', async () => {
    assert.equal(await block('a.ts', `function f() {\n  ║├return 1;\n}\n┤${rest}`), 'return 1;\n}');
  });

  test('is read again with each line', async () => {
    const end = (await syntax.blockEnd({ path: 'a.ts', prefix: 'function f() {', suffix: rest }))!;
    assert.equal(end('\n  a('), undefined);
    assert.equal(end('\n  a();\n  b'), undefined);
    assert.equal(end('\n  a();\n  b();\n}'), undefined);
    assert.equal(end('\n  a();\n  b();\n}\nfun'), '\n  a();\n  b();\n}'.length);
  });

  test('may hold lines that are not indented inside of a string', async () => {
    assert.equal(await block('a.ts', 'function f() {║├\n  return `\nno indentation\n┤`;\n}\n'), 'inside');
  });
});

describe('a block in other languages', () => {
  test('JavaScript', async () => {
    assert.equal(await block('a.js', 'f(function (a) {║├\n  g();\n});\n┤\nh();\n'), '\n  g();\n});');
  });

  test('TSX', async () => {
    const text = '\n  return <p>{a}</p>;\n}\n';
    assert.equal(await block('a.tsx', `function P({ a }) {║├${text}┤\nfunction q() {}\n`), text.trimEnd());
  });

  test('Python: ends where a line that is not part of it has come', async () => {
    const text = '\n    if x:\n        y()\n    return 1\n';
    assert.equal(await block('a.py', `def f(x):║├${text}┤`), undefined);
    assert.equal(await block('a.py', `def f(x):║├${text}g(2)\n┤`), text.trimEnd());
  });

  test('Python: other branches belong to it', async () => {
    const text = '\n    a()\nelse:\n    b()\nc()\n';
    assert.equal(await block('a.py', `if x:║├${text}┤`), '\n    a()\nelse:\n    b()');
  });
});

describe('a block between curly brackets', () => {
  test('Go', async () => {
    const text = '\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n';
    assert.equal(await block('a.go', `package a\n\nfunc f() error {║├${text}┤\nfunc g() {\n}\n`), text.trimEnd());
    assert.equal(await block('a.go', 'package a\n\nfunc f() {║├\n\tif a {\n\t\tb()\n\t}\n┤'), undefined);
  });

  test('Rust', async () => {
    const text = "\n        self.0.chars().find(|c| *c == '}')\n    }\n";
    assert.equal(
      await block('a.rs', `impl<'a> A<'a> {\n    fn f(&self) -> X {║├${text}┤\n    fn g() {}\n}\n`),
      text.trimEnd(),
    );
    assert.equal(await block('a.rs', 'fn f() {║├\n    let a = match b {\n        _ => 1,\n    };\n┤'), undefined);
  });

  test('Java', async () => {
    const text = '\n        return "}";\n    }\n';
    assert.equal(await block('A.java', `class A {\n    String f() {║├${text}┤\n    void g() {}\n}\n`), text.trimEnd());
    assert.equal(await block('A.java', 'class A {║├\n    void f() {\n    }\n┤'), undefined);
  });

  test('C', async () => {
    const text = '\n    for (;;) {\n        *p++ = 0;\n    }\n}\n';
    assert.equal(
      await block('a.c', `static void f(char *p)\n{║├${text}┤\nint g(void) { return 0; }\n`),
      text.trimEnd(),
    );
    assert.equal(await block('a.h', 'struct a {║├\n    int b;\n};\n┤int c;\n'), '\n    int b;\n};');
  });

  test('C++: in a template', async () => {
    const text = '\n    return std::vector<T>(n);\n}\n';
    assert.equal(
      await block('a.hpp', `template <typename T>\nauto f(int n) {║├${text}┤\nclass B {};\n`),
      text.trimEnd(),
    );
    assert.equal(await block('a.cc', 'template <class T>\nclass A {║├\n public:\n  A() {}\n┤'), undefined);
  });
});

test('there is nothing to say of other files and of very large ones', async () => {
  const place = { prefix: 'fn main() {', suffix: '' };
  assert.equal(await syntax.blockEnd({ path: 'a.rb', ...place }), undefined);
  assert.equal(await syntax.blockEnd({ path: 'a.ts', prefix: 'a();\n'.repeat(100_000), suffix: '' }), undefined);
});
