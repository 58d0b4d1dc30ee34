import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goals, goalsTable } from '../../../src/cli/bench/goals.ts';

const spread = (p50: number, p95: number) => ({ p50, p95, p99: p95 });
const context = (context: number, cpuMs: number, over?: number) => ({
  context,
  decode: { cpuMs, wallMs: cpuMs },
  prefill: { cpuMs: 2, wallMs: 2 },
  residentBytes: 1e8,
  decodeOverFirst: context === 64 ? 1 : 1.2,
  ...(over !== undefined && { overOurs: { decode: over, prefill: 1 } }),
});
const engine = (engine: string, contexts: ReturnType<typeof context>[]) => ({
  engine,
  parameters: 38e6,
  threads: 1 as const,
  loadMs: 1,
  contexts,
  ofMemoryLimit: 0.75,
});
const measured = {
  files: [
    {
      lines: 5000,
      tokens: 1,
      ms: spread(50, 130),
      cpuMs: spread(1, 1),
      newLine: { count: 1, ms: spread(20, 80), cpuMs: spread(1, 1) },
      read: { median: 1, most: 1 },
      decoded: { median: 15 },
      msPerToken: 1,
    },
  ],
  backends: [],
  engines: [
    {
      model: 'M',
      parameters: 38e6,
      engines: [
        engine('kernel', [context(64, 8), context(1024, 8)]),
        engine('llama.cpp 8 bits', [context(64, 10, 1.2), context(1024, 30, 3.7)]),
      ],
      notRun: [],
    },
  ],
  coldStarts: [],
};

test('each goal that was measured is reached, or says by how much it is missed; the others are not there', () => {
  const all = goals(measured);
  const reached = (what: string) => all.find((goal) => goal.what.includes(what))?.reached;
  assert.equal(reached('p50'), true);
  assert.equal(reached('p95'), false);
  assert.equal(reached("memory's limit"), true);
  assert.equal(reached('tokens read'), false);
  assert.equal(reached('a token at 1024'), false);
  assert.equal(reached('over ours at 64'), true);
  assert.equal(reached('cold'), undefined);
  const said = goalsTable(all);
  assert.match(said, /a key in 5000 lines, p95: 130 ms of 120: missed by 10 ms\n/);
  assert.match(said, /M: tokens read a second, at any context: 500 +of 1000: missed by 500\n/);
});

test('a peer that was not asked at a context counts with the nearest below', () => {
  const texts = goals(measured).map(({ what }) => what);
  assert.equal(texts.filter((what) => what.includes('over ours at 1024')).length, 2);
});
