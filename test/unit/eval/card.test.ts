import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card } from '../../../src/cli/eval/card.ts';
import type { Report } from '../../../src/cli/eval/index.ts';

const figure = (value: number) => ({ value, low: value - 1, high: value + 1 });
const score = (value: number) => ({
  cases: 10,
  groups: 5,
  exactMatch: figure(value),
  editSimilarity: figure(40),
});
const base = { model: { id: 'a', name: 'b' }, backend: 'x', seed: 1, malformed: [], took: {}, seconds: 1 };
const replayed = { completed: figure(40), saved: figure(35), rightOfShown: figure(55), characters: 100, shown: 20 };
const system = { all: { '0.2': replayed }, languages: { python: { '0.2': replayed } } };

function report(exact: number): Report {
  const scores = { all: score(exact), languages: { python: score(exact) } };
  const quality = { brier: 0.1, calibrationError: 0.02, reliability: [] };
  const cut = { threshold: 0.2, shown: 0.5, rightOfShown: 0.6, rightKept: 0.9 };
  return {
    ...base,
    bitsPerByte: {
      languages: { python: { files: 1, bytes: 1, tokens: 1, bitsPerByte: figure(1.5) } },
      ngram: { notRun: 'no' },
    },
    lines: { ...scores, withoutSuffix: scores, confidence: { ...quality, ...cut }, refused: 0, medianMs: 1 },
    replay: {
      files: 1,
      places: 1,
      threshold: 0.2,
      systems: {
        model: system,
        copying: { ...system, modelOverThis: figure(1.2), modelOverThisAsRight: figure(1.4) },
        'n-gram with cache': { notRun: 'no tables' },
      },
    },
    context: { notRun: 'no package' },
  };
}

test('every figure of the report stands in the card, with its interval and its command', () => {
  const text = card(report(30), report(20));
  assert.match(text, /this model alone \| 1\.50 \[0\.50, 2\.50\]/);
  assert.match(text, /exactly right, % \| 30\.0 \[29\.0, 31\.0\]/);
  assert.match(text, /PALIMPSEST_POINTER=off`, % \| 20\.0/);
  assert.match(text, /model, python \| 40\.0 [^|]+\| 35\.0/i);
  assert.match(text, /\| copying \| 1\.20 \[0\.20, 2\.20\] \| 1\.40/);
  assert.match(text, /npm run -s eval -- --only replay/);
});

test('a section that has not run is left out', () => {
  assert.doesNotMatch(card(report(30)), /n-gram|last 512|POINTER=off/);
  assert.equal(card(base).trim(), '');
});

test('all rows of a table have as many cells as its head', () => {
  for (const table of card(report(30), report(20)).split('\n\n')) {
    const rows = table.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(new Set(rows.map((row) => row.split('|').length)).size, rows.length === 0 ? 0 : 1);
  }
});

test('an interval that JSON could not hold is no interval', () => {
  const parsed = JSON.parse(JSON.stringify(report(30)).replaceAll('"low":29', '"low":null')) as Report;
  assert.match(card(parsed), /exactly right, % \| 30\.0 \|/);
});
