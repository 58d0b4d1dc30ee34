import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFiles, shareOut } from '../../../src/cli/eval/draw.ts';
import { isCopy, neighbours } from '../../../src/cli/eval/neighbours.ts';
import { text, type Text } from '../../../src/cli/eval/texts.ts';

function file(from: string, path: string, content = `${from}/${path}\n`): Text {
  const read = text({ package: from, path, language: 'python', text: content });
  assert.ok(!('error' in read));
  return read;
}

const files = [
  ...Array.from({ length: 90 }, (_, i) => file('large', `${i}.py`)),
  ...['a', 'b', 'c'].flatMap((from) => [file(from, '1.py'), file(from, '2.py')]),
];

test('a package of many files gives no more than one of few, as long as both have some', () => {
  const drawn = drawFiles(files, 8, 1);
  assert.deepEqual(
    ['a', 'b', 'c', 'large'].map((from) => drawn.filter((one) => one.package === from).length),
    [2, 2, 2, 2],
  );
  assert.equal(drawFiles(files, 1000, 1).length, files.length);
  assert.equal(new Set(drawFiles(files, 1000, 1)).size, files.length);
});

test('a smaller draw begins a larger one, whatever order the files come in', () => {
  assert.deepEqual(drawFiles(files, 5, 3), drawFiles(files.toReversed(), 20, 3).slice(0, 5));
  assert.notDeepEqual(drawFiles(files, 20, 3), drawFiles(files, 20, 4));
});

test('shares add up and differ by one at most', () => {
  assert.deepEqual(shareOut(20, 3), [6, 7, 7]);
  assert.deepEqual(shareOut(1, 3).toSorted(), [0, 0, 1]);
});

test('neighbours are the other files of the package, the one before last', () => {
  const own = ['a.py', 'b.py', 'c.py', 'd.py'].map((path) => file('p', path));
  const others = neighbours(own[1]!, [...own.toReversed(), file('q', 'b.py')]);
  assert.deepEqual(
    others.map(({ path }) => path),
    ['c.py', 'd.py', 'a.py'],
  );
});

test('a file that holds more than half of the lines is a copy', () => {
  const lines = ['first_line = 1', 'second_line = 2', 'third_line = 3', '}'];
  const source = file('p', 'a.py', lines.join('\n'));
  assert.ok(isCopy(source, file('p', 'b.py', `  ${lines[0]!}\n  ${lines[2]!}\nmore`)));
  assert.ok(!isCopy(source, file('p', 'b.py', `${lines[0]!}\n}\nmore`)));
});
