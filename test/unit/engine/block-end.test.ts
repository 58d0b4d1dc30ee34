import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockEnd } from '../../../src/engine/block-end.ts';

/** Cuts `text` where the block ends; ║ in the expectation marks the cut. */
function cut(opening: string, text: string): string {
  const end = blockEnd(opening, text);
  return end === undefined ? text : `${text.slice(0, end)}║${text.slice(end)}`;
}

test('a block goes on while its lines are deeper', () => {
  assert.equal(cut('function f() {', '\n  a();\n  b();'), '\n  a();\n  b();');
});

test('the closing bracket belongs to the block, the next line does not', () => {
  assert.equal(cut('function f() {', '\n  a();\n}\n\nfunction g'), '\n  a();\n}║\n\nfunction g');
});

test('an incomplete last line that is blank so far decides nothing', () => {
  assert.equal(cut('    if x:', '\n        a()\n  '), '\n        a()\n  ');
});

test('python: a dedent ends it, else goes on', () => {
  assert.equal(cut('if x:', '\n    a()\nelse:\n    b()\nc()'), '\n    a()\nelse:\n    b()║\nc()');
  assert.equal(cut('    def f(self):', '\n        pass\n\n    def g'), '\n        pass║\n\n    def g');
});

test('a line that opens nothing goes on at its own indentation, and ends below it', () => {
  assert.equal(cut('  const a = ', '1;\n  const b = 2;\n}'), '1;\n  const b = 2;║\n}');
});

test('what opens may be generated', () => {
  assert.equal(cut('for (const x', ' of y) {\n  a(x);\n}\nb();'), ' of y) {\n  a(x);\n}║\nb();');
});

test('on a blank line its indentation counts, tabs as four', () => {
  assert.equal(cut('\t', 'a();\n    b();\n  c();'), 'a();\n    b();║\n  c();');
});
