import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRest, plant } from '../../../src/cli/eval/planted.ts';
import { random } from '../../../src/cli/eval/random.ts';

const lines = Array.from({ length: 20 }, (_, i) => `line(${i}, zebra, velvet);`);

test('a definition stands before so many lines in a row, and half of its name after them', () => {
  const next = random(3);
  for (const distance of [1, 5, 20, 5, 5, 5, 5, 5]) {
    const { prefix, rest } = plant(lines, distance, next);
    const [definition, ...code] = prefix.split('\n');
    const half = code.pop()!;
    assert.equal(code.length, distance);
    assert.ok(lines.join('\n').includes(code.join('\n')));
    const [, name] = /^const ([a-z]+[A-Z][a-z]+) = \d{4};$/.exec(definition!)!;
    assert.equal(half + rest, name);
    assert.match(half, /^[a-z]+[A-Z]$/);
    assert.ok(
      !name!.startsWith('zebra') && !name!.startsWith('velvet'),
      'a name that the code knows gives nothing away',
    );
  }
});

test('a name is completed when exactly the rest of it is written', () => {
  assert.ok(isRest('uota', 'uota'));
  assert.ok(isRest('uota', 'uota + 1;'));
  assert.ok(!isRest('uota', 'uotas'));
  assert.ok(!isRest('uota', 'uot'));
});
