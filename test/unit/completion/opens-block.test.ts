import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { opensBlock } from '../../../src/completion/opens-block.ts';

function opens(picture: string, language = 'typescript'): boolean {
  const [prefix = '', suffix = ''] = picture.split('║');
  return opensBlock(prefix, suffix, language);
}

describe('a block is wanted', () => {
  it('at the end of a line that opens one', () => {
    assert.ok(opens('function f(a) {║\n'));
    assert.ok(opens('const a = {║\n'));
    assert.ok(opens('export class A {║\n'));
    assert.ok(opens('f(() => {║\n'));
    assert.ok(opens('int main(void)\n{║\n', 'c'));
    assert.ok(opens('template <class T> class A {║\n', 'cpp'));
    assert.ok(opens('func (a *A) f() error {║\n', 'go'));
    assert.ok(opens('    fn f(&self) -> u8 {║\n', 'rust'));
    assert.ok(opens('def f(x):║\n', 'python'));
    assert.ok(opens('if x:  # what\n    ║\n', 'python'));
  });

  it('inside of brackets that the editor has closed already', () => {
    assert.ok(opens('function f(a) {║}\n'));
    assert.ok(opens('f(() => {║});\n'));
  });

  it('on the blank line below', () => {
    assert.ok(opens('function f(a) {\n  ║\n}\n'));
    assert.ok(opens('def f(x):\n    ║', 'python'));
  });
});

describe('one line is wanted', () => {
  it('where no block is opened', () => {
    assert.ok(!opens('const a = ║\n'));
    assert.ok(!opens('a ? b :║\n'));
    assert.ok(!opens('x = 1\n║', 'python'));
    assert.ok(!opens('║'));
  });

  it('where a bracket goes on in its line', () => {
    assert.ok(!opens('f(║\n'));
    assert.ok(!opens('import {║\n'));
    assert.ok(!opens('const { ║\n'));
    assert.ok(!opens('use std::{║};\n', 'rust'));
    assert.ok(!opens('    pub(crate) use a::{║\n', 'rust'));
    assert.ok(!opens('const a = `${║`;\n'));
    assert.ok(!opens('<p className={║\n', 'typescriptreact'));
    assert.ok(!opens('xs[1:║\n', 'python'));
    assert.ok(!opens('a = {"b":║\n', 'python'));
    assert.ok(!opens('f = lambda x:║\n', 'python'));
  });

  it('where the block is there already', () => {
    assert.ok(!opens('function f(a) {║\n  return a;\n}\n'));
    assert.ok(!opens('def f(x):\n    ║\n    return 1\n', 'python'));
  });

  it('where the line goes on', () => {
    assert.ok(!opens('if (a) {║ b(); }\n'));
  });
});
