import assert from 'node:assert/strict';
import { test } from 'node:test';
import { questionOf } from '../../../src/cli/question.ts';

test('a question is a request, with one line and no context unless said otherwise', () => {
  assert.deepEqual(questionOf('{"path":"a.ts","prefix":"a","suffix":"b"}'), {
    id: null,
    request: { path: 'a.ts', prefix: 'a', suffix: 'b', lines: 'one', context: [] },
  });
  const context = [{ path: 'b.ts', text: 'x' }];
  const all = { id: 7, path: 'a.ts', prefix: '', suffix: '', lines: 'block', context };
  const { id, ...request } = all;
  assert.deepEqual(questionOf(JSON.stringify(all)), { id, request });
});

test('any identifier comes back', () => {
  for (const id of [0, '', 'x', [1], { a: 1 }, false]) {
    assert.deepEqual(questionOf(JSON.stringify({ id, path: 'a', prefix: '', suffix: '' })).id, id);
    assert.deepEqual(questionOf(JSON.stringify({ id })).id, id);
  }
});

test('what is no question says why', () => {
  const why = (line: string) => {
    const question = questionOf(line);
    return 'error' in question ? question.error : assert.fail('it was taken for a question');
  };
  for (const line of ['', 'nope', '{"path":', '\0']) assert.match(why(line), /^not JSON: ./);
  for (const line of ['1', 'null', '[]', '"x"']) assert.match(why(line), /not an object/);
  assert.match(why('{"path":1,"prefix":"","suffix":""}'), /"path" must be a string/);
  assert.match(why('{"path":"a","suffix":""}'), /"prefix" must be a string/);
  assert.match(why('{"path":"a","prefix":""}'), /"suffix" must be a string/);
  assert.match(why('{"path":"a","prefix":"","suffix":"","lines":"two"}'), /"lines" must be/);
  for (const context of [{}, ['a'], [{ path: 'a' }], [null]]) {
    assert.match(why(JSON.stringify({ path: 'a', prefix: '', suffix: '', context })), /"context" must be/);
  }
});
