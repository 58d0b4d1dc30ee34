import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenIndex, type Match } from '../../../../src/engine/pointer/token-index.ts';
import { pack, unpack } from '../../../../src/memory/packed.ts';
import { random } from '../../memory/toy.ts';

function found(index: TokenIndex, context: string): Match[] {
  const matches: Match[] = [];
  index.matches(unpack(context), (match) => matches.push(match));
  return matches.toSorted((a, b) => b.length - a.length || b.position - a.position);
}

/** The same by looking at every place. */
function everywhere(text: string, context: string): Match[] {
  const matches: Match[] = [];
  for (let position = 1; position < text.length; position++) {
    let length = 0;
    while (length < Math.min(position, context.length) && text[position - 1 - length] === context.at(-1 - length))
      length++;
    if (length > 0) matches.push({ position, length });
  }
  return matches.toSorted((a, b) => b.length - a.length || b.position - a.position);
}

function indexOf(text: string): TokenIndex {
  const index = new TokenIndex();
  index.append(text);
  return index;
}

test('every place where a context stood is found once, with as much of it as stood there', () => {
  const next = random(1);
  for (let round = 0; round < 200; round++) {
    const text = Array.from({ length: 40 }, () => 'abc'[Math.floor(next() * 3)]).join('');
    const context = Array.from({ length: 12 }, () => 'abc'[Math.floor(next() * 3)]).join('');
    assert.deepEqual(found(indexOf(text), context), everywhere(text, context));
  }
});

test('whatever it was before, an index is that of its text', () => {
  const next = random(2);
  const index = new TokenIndex();
  let text = '';
  for (let round = 0; round < 300; round++) {
    const more = Array.from({ length: Math.floor(next() * 30) }, () => 'ab\n'[Math.floor(next() * 3)]).join('');
    text = text.slice(0, Math.floor(next() * (text.length + 1)));
    index.truncate(text.length);
    index.append(more);
    text += more;
    assert.equal(pack(index.last(8)), text.slice(-8));
    assert.equal(index.length, text.length);
    const context = text.slice(-8) + 'ab';
    assert.deepEqual(found(index, context), found(indexOf(text), context));
  }
});

test('of a context that stands everywhere the last places are looked at, and no more of them', () => {
  const matches = found(indexOf('ab'.repeat(5000)), 'ba');
  assert.ok(matches.length < 200);
  assert.equal(matches[0]?.position, 9999);
});

test('nothing is found before anything is written', () => {
  assert.deepEqual(found(new TokenIndex(), 'abc'), []);
  assert.deepEqual(found(indexOf('abc'), ''), []);
});
