import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf, nearest } from '../../../src/completion/nearest.ts';

const paths = [
  'src/a/one.ts',
  'src/a/two.ts',
  'src/a/zoo.tsx',
  'src/b/one.js',
  'src/main.ts',
  'tools/make.py',
  'x.ts',
  'README.md',
];

test('its own folder comes first, then the folder above, then others', () => {
  assert.deepEqual(nearest(paths, 'src/a/two.ts', 10), [
    'src/a/one.ts',
    'src/a/zoo.tsx',
    'src/main.ts',
    'src/b/one.js',
    'x.ts',
  ]);
});

test('in one folder the neighbours in an alphabetical list come first', () => {
  const list = ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts', 'f.ts'];
  assert.deepEqual(nearest(list, 'd.ts', 3), ['c.ts', 'e.ts', 'b.ts']);
});

test('only files of the same family, never the file itself, and no more than asked for', () => {
  assert.deepEqual(nearest(paths, 'tools/other.py', 10), ['tools/make.py']);
  assert.equal(nearest(paths, 'src/a/one.ts', 2).length, 2);
  assert.ok(!nearest(paths, 'src/a/one.ts', 10).includes('src/a/one.ts'));
});

test('the family is told by the ending', () => {
  assert.equal(familyOf('a/b.MTS'), 'script');
  assert.equal(familyOf('a/b.pyi'), 'python');
  assert.equal(familyOf('a/b.h'), familyOf('a/b.cpp'));
  assert.notEqual(familyOf('a/b.rs'), familyOf('a/b.go'));
  assert.equal(familyOf('a/b'), undefined);
});
