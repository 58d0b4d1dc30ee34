import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrated } from '../../../src/cli/eval/replay/baseline.ts';
import { Copying } from '../../../src/cli/eval/replay/copying.ts';
import { lead, leadAsRight, summary } from '../../../src/cli/eval/replay/summary.ts';
import { KEYS, typeAt, type Start } from '../../../src/cli/eval/replay/typist.ts';
import type { Wanted } from '../../../src/completion/suggest.ts';
import { text, type Text } from '../../../src/cli/eval/texts.ts';

function file(content: string, path = 'src/a.ts', from = 'p'): Text {
  const read = text({ package: from, path, language: 'typescript', text: content });
  assert.ok(!('error' in read));
  return read;
}

/** The cursor is where ║ stands; nothing below it is there. */
function start(marked: string): Start {
  const [prefix, rest] = marked.split('║') as [string, string];
  return { file: file(prefix + rest), prefix, rest };
}

/** Answers by what stands before the cursor on its line, all with the same confidence. */
function saying(answers: Record<string, string>, confidence = 0.5) {
  const asked: string[] = [];
  const ask = ({ place: { prefix } }: Wanted) => {
    const line = prefix.slice(prefix.lastIndexOf('\n') + 1);
    asked.push(line);
    return Promise.resolve({
      candidates: [{ text: answers[line] ?? '', confidences: [confidence] }],
      replaceRest: false,
    });
  };
  return { ask, asked };
}

test('what is right is accepted as a whole, and typing goes on behind it', async () => {
  const { ask, asked } = saying({ r: 'eturn ' });
  assert.deepEqual(await typeAt(start('║return a;'), 0, ask), { typed: 1 + 3, completed: 5, shown: 1, right: 1 });
  assert.deepEqual(asked, ['', 'r', 'return', 'return ', 'return a']);
});

test('what is wrong is typed over: it is shown once, and the model is asked again when it fits no more', async () => {
  const { ask, asked } = saying({ '': 'rather', ret: 'urn a;' });
  assert.deepEqual(await typeAt(start('║return a;'), 0, ask), { typed: 3, completed: 6, shown: 2, right: 1 });
  assert.deepEqual(asked, ['', 're', 'ret']);
});

test('a suggestion that goes beyond the line is wrong, one that stops before its end is right', async () => {
  const beyond = await typeAt(start('const a = ║f(b)'), 0, saying({ 'const a = ': 'f(b).c' }).ask);
  assert.deepEqual([beyond.shown, beyond.right, beyond.completed], [1, 0, 0]);
  const before = await typeAt(start('const a = ║f(b)'), 0, saying({ 'const a = ': 'f(' }).ask);
  assert.deepEqual([before.shown, before.right, before.completed], [1, 1, 2]);
});

test('below the threshold nothing is shown', async () => {
  const { ask } = saying({ '': 'return a;' }, 0.2);
  assert.deepEqual(await typeAt(start('║return a;'), 0.3, ask), { typed: 5, completed: 0, shown: 0, right: 0 });
});

test('so many keys at a place and no more', async () => {
  const { ask } = saying({});
  assert.equal((await typeAt(start(`║${'x'.repeat(50)}`), 0, ask)).typed, KEYS);
  assert.equal((await typeAt(start(`║${'🦊'.repeat(50)}`), 0, ask)).typed, 2 * KEYS);
});

const none: readonly Text[] = [];

function copied(marked: string, neighbours = none): string | undefined {
  const place = start(marked);
  return new Copying(neighbours).guess(place, place.prefix)?.text;
}

test('copies what followed the longest match, to the end of its line', () => {
  assert.equal(copied('send(first, 1);\nsent(other, 2);\nsend(first║'), ', 1);');
  assert.equal(copied('alpha.beta(1);\ngamma.beta(2);\nalpha.be║'), 'ta(1);');
});

test('of two matches of one length, the nearer', () => {
  assert.equal(copied('call(a);\ncall(b);\ncall(║'), 'b);');
});

test('from another file of the package, where that matches more, and from no copy of the file', () => {
  const place = start('const total = sum║(a);');
  const other = file('// other\nexport const total = summary(b);\n', 'src/b.ts');
  assert.equal(new Copying([other]).guess(place, place.prefix)?.text, 'mary(b);');
  const foreign = file(other.text, 'src/b.ts', 'q');
  assert.equal(new Copying([foreign]).guess(place, place.prefix), undefined);
  const copy = file('const total = sum(a);', 'dist/a.js');
  assert.equal(new Copying([copy]).guess(place, place.prefix), undefined);
});

test('too short a match copies nothing, and nor does one at the end of its line', () => {
  assert.equal(copied('ab1\nzb║'), undefined);
  assert.equal(copied('first\nfirst║'), undefined);
});

test('the length of the match is the longest there is', () => {
  for (const length of [3, 4, 7, 31, 64, 65, 199]) {
    const part = Array.from({ length }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
    const place = start(`#${part}!\n$${part}║`);
    const guess = new Copying([]).guess(place, place.prefix);
    assert.equal(guess?.text, '!');
    assert.ok(Math.abs(guess.score - Math.log(length)) < 1e-12, `${length}`);
  }
});

test("a baseline's confidence is how often guesses of its score are right", async () => {
  const places = Array.from({ length: 400 }, (_, i) => ({
    ...start('║abc'),
    rest: i % 4 === 0 || i % 2 === 1 ? 'abc' : 'x',
  }));
  let asked = 0;
  // Odd ones have a score of 1 and are all right; of the even ones, with 0, every second is.
  const system = calibrated({ name: 'two', guess: () => ({ text: 'abc', score: asked++ % 2 }) }, places);
  const confidence = async (): Promise<number> => {
    const answer = await system.answer(places[0]!, '');
    return 'candidates' in answer ? answer.candidates[0]!.confidences[0]! : NaN;
  };
  assert.ok(Math.abs((await confidence()) - 0.5) < 0.02);
  assert.ok((await confidence()) > 0.95);
});

test('a lead is the ratio of shares, over the places of both, where the other completes most', () => {
  const place = (completed: number, typed: number, from: string) => ({
    file: file('x', 'a', from),
    completed,
    typed,
    shown: completed > 0 ? 2 : 0,
    right: completed > 0 ? 1 : 0,
  });
  const model = [place(6, 4, 'p'), place(0, 10, 'q')];
  const baseline = [place(2, 8, 'p'), place(2, 18, 'q')];
  const less = [place(1, 9, 'p'), place(1, 19, 'q')];
  const { value } = lead(
    model,
    new Map([
      [0.1, less],
      [0.2, baseline],
      [0.3, less],
    ]),
    1,
  );
  assert.ok(Math.abs(value - 6 / 20 / (4 / 30)) < 1e-12);
  const { completed, saved, rightOfShown, characters, shown } = summary(model, 1);
  assert.deepEqual([completed.value, saved.value, rightOfShown?.value, characters, shown], [30, 25, 50, 20, 2]);
  assert.equal(summary([place(0, 10, 'q')], 1).rightOfShown, null);
});

test('a lead where as many are right goes by the line between two thresholds', () => {
  const place = (completed: number, typed: number, shown: number, right: number) => ({
    file: file('x', 'a', 'p'),
    completed,
    typed,
    shown,
    right,
  });
  const model = [place(40, 60, 10, 5)];
  // A quarter right and 40% completed, or three quarters and 20%: in the middle, half right, it is 30%.
  const other = new Map([
    [0.1, [place(40, 60, 20, 5)]],
    [0.5, [place(20, 80, 4, 3)]],
  ]);
  assert.ok(Math.abs(leadAsRight(model, other, 1).value - 40 / 30) < 1e-12);
  // Never as right as the model: what it completes where it is surest.
  const weak = new Map([[0.1, [place(40, 60, 20, 5)]]]);
  assert.equal(leadAsRight(model, weak, 1).value, 1);
  // A threshold at which it shows nothing is no threshold at which it is right.
  weak.set(0.9, [place(0, 100, 0, 0)]);
  assert.equal(leadAsRight(model, weak, 1).value, 1);
});
