import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { surroundings } from '../../../src/completion/surroundings.ts';

describe('what the cursor stands in, in languages of curly brackets', () => {
  it('is code after a character, a lifetime, a label and a separator of digits', () => {
    assert.equal(surroundings("fn first<'a>(x: &'a str", 'rust'), 'code');
    assert.equal(surroundings("impl<'a> Reader", 'rust'), 'code');
    assert.equal(surroundings("    'outer: loop {", 'rust'), 'code');
    assert.equal(surroundings("if c == '\"' || c == '\\'' {", 'rust'), 'code');
    assert.equal(surroundings("case '\"': x =", 'c'), 'code');
    assert.equal(surroundings("const long n = 1'000'000 +", 'cpp'), 'code');
    assert.equal(surroundings("r == '\\u00e9' &&", 'go'), 'code');
    assert.equal(surroundings("char c = '\\\\' +", 'java'), 'code');
  });

  it('is a string in double quotes, and in Go in backticks', () => {
    assert.equal(surroundings('s := "it\'s', 'go'), 'string');
    assert.equal(surroundings('s := `a "', 'go'), 'string');
    assert.equal(surroundings('let s = "a\\"', 'rust'), 'string');
  });

  it('is a comment after two slashes and between stars', () => {
    assert.equal(surroundings("impl<'a> A<'a> { // the", 'rust'), 'comment');
    assert.equal(surroundings('/// Returns', 'rust'), 'comment');
    assert.equal(surroundings('/**\n * Copies', 'java'), 'comment');
    assert.equal(surroundings("char q = '\"'; /* a", 'c'), 'comment');
    assert.equal(surroundings('char *u = "https://', 'c'), 'string');
    assert.equal(surroundings('*p = ', 'c'), 'code');
  });
});
