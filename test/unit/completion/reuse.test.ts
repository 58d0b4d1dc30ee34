import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Place, Suggestion } from '../../../src/completion/request.ts';
import { Remembered, typedThrough } from '../../../src/completion/reuse.ts';

function place(picture: string, path = 'a.ts'): Place {
  const [prefix = '', suffix = ''] = picture.split('║');
  return { path, prefix, suffix };
}

function suggestion(text: string, replaces = 0): Suggestion {
  return { text, replaces, confidence: 0.5, part: false };
}

/** What is left of a suggestion made at one picture when the text is the other: its text and what it replaces. */
function left(at: string, made: Suggestion, now: string): [string, number] | undefined {
  const rest = typedThrough(place(at), made, place(now));
  return rest && [rest.text, rest.replaces];
}

describe('typing through a suggestion', () => {
  const made = suggestion('console.log(x);');

  it('leaves all of it at the same place', () => {
    assert.deepEqual(left('a\n║\nb', made, 'a\n║\nb'), ['console.log(x);', 0]);
  });

  it('leaves what is not typed yet', () => {
    assert.deepEqual(left('a\n║\nb', made, 'a\nconsole.l║\nb'), ['og(x);', 0]);
  });

  it('ends where something else is typed', () => {
    assert.equal(left('a\n║\nb', made, 'a\nconst║\nb'), undefined);
  });

  it('ends where all of it is typed', () => {
    assert.equal(left('a\n║\nb', made, 'a\nconsole.log(x);║\nb'), undefined);
    assert.equal(left('a\n║\nb', made, 'a\nconsole.log(x); ║\nb'), undefined);
  });

  it('ends where the cursor is before its beginning', () => {
    assert.equal(left('a\nc║\nb', suggestion('onsole'), 'a\n║\nb'), undefined);
  });

  it('ends where another part of the text changed', () => {
    assert.equal(left('a\n║\nb', made, 'A\ncon║\nb'), undefined);
    assert.equal(left('a\n║\nb', made, 'a\ncon║\nc'), undefined);
    assert.equal(left('a\n║\nb', made, 'a\ncon║\nb\n'), undefined);
  });

  it('ends in another file', () => {
    assert.equal(typedThrough(place('║'), made, place('con║', 'b.ts')), undefined);
  });

  it('takes the place of a bracket that the editor puts in', () => {
    assert.deepEqual(left('║\nb', made, 'console.log(║)\nb'), ['x);', 1]);
  });

  it('lets that bracket be typed over', () => {
    assert.deepEqual(left('║\nb', made, 'console.log(x)║\nb'), [';', 0]);
  });

  it('ends where that bracket is no part of it', () => {
    assert.equal(left('║', suggestion('f(a, b'), 'f(║)'), undefined);
  });

  it('ends where only that bracket is left', () => {
    assert.equal(left('║', suggestion('f(a)'), 'f(a║)'), undefined);
  });

  it('keeps taking the place of the closers that stood there when it was made', () => {
    assert.deepEqual(left('f(║)\n', suggestion('a, g(b));', 1), 'f(a, g(║))\n'), ['b));', 2]);
    assert.deepEqual(left('f(║)\n', suggestion('a);', 1), 'f(a║)\n'), [');', 1]);
    assert.deepEqual(left('f(║)\n', suggestion('a);', 1), 'f(a)║\n'), [';', 0]);
  });

  it('goes on before a rest of the line that stays', () => {
    assert.deepEqual(left('if (║) {\n', suggestion('a && b'), 'if (a║) {\n'), [' && b', 0]);
    assert.deepEqual(left('if (║) {\n', suggestion('f(a)'), 'if (f(║)) {\n'), ['a)', 1]);
  });

  it('goes on over lines', () => {
    assert.deepEqual(left('║', suggestion('a {\n  b\n}'), 'a {\n  ║'), ['b\n}', 0]);
  });
});

describe('what is remembered', () => {
  it('shows the same after a character is typed and taken back', () => {
    const remembered = new Remembered();
    remembered.add(place('foo.║'), suggestion('bar()'));
    assert.equal(remembered.find(place('foo.b║'))?.text, 'ar()');
    assert.equal(remembered.find(place('foo.║'))?.text, 'bar()');
  });

  it('never swaps a suggestion while it fits', () => {
    const remembered = new Remembered();
    remembered.add(place('foo.b║'), suggestion('az'));
    remembered.add(place('foo.║'), suggestion('bar()'));
    assert.equal(remembered.find(place('foo.b║'))?.text, 'ar()', 'the one shown last');
    assert.equal(remembered.find(place('foo.ba║'))?.text, 'r()');
    assert.equal(remembered.find(place('foo.baz║')), undefined);
  });

  it('goes back to an older one where the newest does not fit', () => {
    const remembered = new Remembered();
    remembered.add(place('foo.║'), suggestion('bar()'));
    remembered.add(place('foo.q║'), suggestion('ux'));
    assert.equal(remembered.find(place('foo.b║'))?.text, 'ar()');
    assert.equal(remembered.find(place('foo.q║'))?.text, 'ux');
  });

  it('keeps a hundred, the ones shown last', () => {
    const remembered = new Remembered();
    for (let i = 0; i < 100; i++) remembered.add(place(`${i} = ║`), suggestion('x'));
    assert.equal(remembered.find(place('0 = ║'))?.text, 'x');
    remembered.add(place('100 = ║'), suggestion('x'));
    assert.equal(remembered.find(place('1 = ║')), undefined, 'shown longest ago');
    assert.equal(remembered.find(place('0 = ║'))?.text, 'x');
    assert.equal(remembered.find(place('2 = ║'))?.text, 'x');
  });

  it('keeps few of large documents, and always the newest', () => {
    const remembered = new Remembered();
    const large = 'x'.repeat(3_000_000);
    remembered.add(place(`${large}1 = ║`), suggestion('x'));
    remembered.add(place(`${large}2 = ║`), suggestion('x'));
    assert.equal(remembered.find(place(`${large}1 = ║`)), undefined);
    assert.equal(remembered.find(place(`${large}2 = ║`))?.text, 'x');
  });

  it('can be emptied', () => {
    const remembered = new Remembered();
    remembered.add(place('║'), suggestion('x'));
    remembered.clear();
    assert.equal(remembered.find(place('║')), undefined);
  });
});
