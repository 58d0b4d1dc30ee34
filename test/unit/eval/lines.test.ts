import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldOutLines, linesOf } from '../../../src/cli/eval/lines.ts';
import { byLanguage, text, upTo, type Text } from '../../../src/cli/eval/texts.ts';

function file(content: string, language = 'typescript', path = 'a.ts'): Text {
  const read = text({ path, language, text: content });
  assert.ok(!('error' in read));
  return read;
}

const source = Array.from({ length: 40 }, (_, i) => `  const value${i} = compute(${i});  `).join('\n') + '\n';

test('prefix, answer and suffix together are the file', () => {
  for (let seed = 0; seed < 20; seed++) {
    for (const { prefix, answer, suffix } of linesOf(file(source), seed)) {
      assert.equal(prefix + answer + suffix, source);
      assert.ok(suffix.startsWith('\n'));
    }
  }
});

test('the cursor stands from the indentation to before the last character that is not space', () => {
  const seen = new Set<number>();
  for (let seed = 0; seed < 300; seed++) {
    for (const { answer } of linesOf(file('    f(x);  '), seed)) {
      assert.match(answer, /^\S.*\S? {2}$/);
      seen.add(answer.length);
    }
  }
  assert.deepEqual([...seen].toSorted(), [3, 4, 5, 6, 7]);
});

test('short lines and comments are never asked for', () => {
  const lines = linesOf(file('});\n\n  // a comment of some length\n}  \nreal();\n/* here\n too */\n'), 1);
  assert.deepEqual(
    lines.map(({ prefix, answer }) => (prefix + answer).split('\n').at(-1)),
    ['real();'],
  );
});

test('a cursor never splits a character', () => {
  for (let seed = 0; seed < 50; seed++) {
    for (const { prefix, answer } of linesOf(file('🦊🦊🦊🦊🦊'), seed))
      assert.ok(prefix.isWellFormed() && answer.isWellFormed());
  }
});

test('a smaller count is a part of a larger one, and no file gives more than four', () => {
  const files = Array.from({ length: 10 }, (_, i) => file(`${source}// ${i}\n`));
  const many = heldOutLines(files, 40, 1);
  assert.equal(many.length, 40);
  assert.deepEqual(heldOutLines(files, 9, 1), many.slice(0, 9));
});

test('line ends of Windows are read as plain ones', () => {
  for (const { prefix, suffix } of linesOf(file('first();\r\nsecond();\r\n'), 1))
    assert.doesNotMatch(prefix + suffix, /\r/);
});

test('files come in the order of their hashes, whatever order they are given in', () => {
  const files = Array.from({ length: 20 }, (_, i) => file(`x = ${i}\n`, 'python', `${i}.py`));
  assert.deepEqual(byLanguage(files), byLanguage(files.toReversed()));
});

test('whole files up to the limit, and always one', () => {
  const files = Array.from({ length: 20 }, (_, i) => file(`x = ${i + 10}\n`, 'python'));
  assert.equal(upTo(files, 32).length, 4);
  assert.equal(upTo(files, 1).length, 1);
  assert.equal(upTo(files, Infinity).length, 20);
  assert.deepEqual(upTo([], 10), []);
});
