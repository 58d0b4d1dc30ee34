import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bitsOf } from '../../../src/cli/eval/bits.ts';
import { evaluate } from '../../../src/cli/eval/index.ts';
import { options, type Options } from '../../../src/cli/eval/options.ts';
import type { Subject } from '../../../src/cli/eval/subject.ts';
import { table } from '../../../src/cli/eval/table.ts';
import { text } from '../../../src/cli/eval/texts.ts';
import type { Backend, State } from '../../../src/engine/backend.ts';
import type { Completion, CompletionRequest } from '../../../src/memory/session.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';

const folder = mkdtempSync(join(tmpdir(), 'eval-'));
after(() => rmSync(folder, { recursive: true }));

/** A token for each character. */
const tokenizer: Tokenizer = {
  size: 300,
  newline: 256,
  file: 257,
  suffix: 258,
  middle: 259,
  end: 260,
  line: (line) => [...Buffer.from(line)],
  bytes: (id) => (id < 256 ? Uint8Array.of(id) : undefined),
};

/** A state that counts the tokens read; every token costs as many nats as have been read before it. */
class Counting implements Backend {
  readonly name = 'counting';
  readonly config = { vocab: 300, dim: 1, layers: 1, heads: 1, headDim: 1, nu: 1, chunk: 4 };
  readonly read: number[] = [];
  readonly #cost: number;

  constructor(cost = 1) {
    this.#cost = cost;
  }

  initial(): State {
    this.read.length = 0;
    return { weights: Float32Array.of(0), conv: new Float32Array() };
  }

  chunk(state: State, tokens: readonly number[], targets: readonly number[] = []) {
    assert.equal(tokens.length, targets.length);
    assert.ok(tokens.length > 0 && tokens.length <= 4);
    this.read.push(...tokens);
    const before = state.weights[0]!;
    return Promise.resolve({
      state: { ...state, weights: Float32Array.of(before + tokens.length) },
      logits: new Float32Array(),
      nll: Float32Array.from(tokens, (_, i) => this.#cost * (before + i + 1)),
    });
  }

  steps(): never {
    throw new Error('not asked for');
  }

  record(): never {
    throw new Error('not asked for');
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

function subject(complete: (suffix: string) => string): Subject {
  const completion = { replaceRest: false, logprob: -0.1 } as Completion;
  const session = {
    complete: ({ suffix }: CompletionRequest) => Promise.resolve({ ...completion, text: complete(suffix) }),
    follow: () => Promise.resolve([]),
  };
  return {
    model: { id: 'abc', name: 'test', file: join(folder, 'model.json') },
    copies: true,
    backend: new Counting(),
    tokenizer,
    session,
    open: () => session,
    start: (name) => Promise.resolve({ backend: new Counting(name === 'kernel' ? 1.01 : 1) }),
    confidence: { slope: 1, intercept: 0, threshold: 0.5 },
  };
}

function chosen(...args: string[]): Options {
  const result = options([...args, '--texts', folder]);
  assert.ok(!('error' in result));
  return result;
}

test('bits leave the header out and count every newline', async () => {
  const file = text({ path: 'a', language: 'python', text: 'xy\nz\n' });
  assert.ok(!('error' in file));
  const backend = new Counting();
  const { bits, tokens } = await bitsOf(file, backend, tokenizer);
  assert.deepEqual(backend.read, [257, 97, 256, 120, 121, 256, 122]);
  assert.equal(tokens, 5);
  // x, y, newline, z, newline come after 3, 4, 5, 6 and 7 tokens.
  assert.ok(Math.abs(bits - (3 + 4 + 5 + 6 + 7) / Math.LN2) < 1e-9);
});

test('a file without a last line break reads the same', async () => {
  const measured = await Promise.all(
    ['xy\nz', 'xy\r\nz\n'].map(async (content) => {
      const file = text({ path: 'a', language: 'python', text: content });
      assert.ok(!('error' in file));
      return bitsOf(file, new Counting(), tokenizer);
    }),
  );
  assert.deepEqual(measured[0], measured[1]);
});

test('held-out files that are not there leave their sections out and say how to get them', async () => {
  const report = await evaluate(subject(String), chosen('--only', 'bits', '--only', 'lines', '--calibrate'));
  for (const part of [report.bitsPerByte, report.lines, report.calibration]) {
    assert.ok(part !== undefined && 'notRun' in part);
    assert.match(part.notRun, /gather\.py --held-out/);
  }
  assert.equal(report.sets, undefined);
  assert.match(table(report), /not run/);
});

test('a set with one right and one wrong answer, and a line that is neither', async () => {
  const file = join(folder, 'set.jsonl');
  const record = (solution: string): string =>
    JSON.stringify({ prompt: 'a', suffix: 'b', canonical_solution: solution });
  writeFileSync(file, [record('right\n'), 'broken', record('wrong\n')].join('\n'));
  const report = await evaluate(
    subject(() => 'right'),
    chosen('--set', file, '--set', join(folder, 'none.jsonl')),
  );
  assert.ok(report.sets !== undefined && !('notRun' in report.sets));
  const [set, none] = report.sets;
  assert.ok(set !== undefined && 'score' in set);
  assert.equal(set.score?.exactMatch.value, 50);
  assert.ok(none !== undefined && 'notRun' in none);
  assert.equal(set.malformed.length, 1);
  assert.match(table(report), /line 2 left out/);
});

test('a text that is not read counts as a wrong answer, not as an unlikely one', async () => {
  const file = join(folder, 'refused.jsonl');
  writeFileSync(file, JSON.stringify({ prompt: 'a', suffix: 'b', canonical_solution: 'c' }));
  const refusing = { ...subject(String), session: { complete: () => Promise.resolve({ refused: 'too long' }) } };
  const { sets } = await evaluate(refusing, chosen('--set', file));
  assert.ok(sets !== undefined && !('notRun' in sets));
  const [set] = sets;
  assert.ok(set !== undefined && 'score' in set);
  assert.equal(set.refused, 1);
  assert.equal(set.score?.editSimilarity.value, 0);
});

test('all sections over held-out files, the number of lines shared out by the languages of the extension', async () => {
  const files = ['python', 'ruby', 'typescript', 'javascript'].flatMap((language) =>
    Array.from({ length: 5 }, (_, i) => ({ path: `${i}`, language, text: `value = compute(${i});\nother = value;\n` })),
  );
  for (const split of ['test', 'valid']) {
    writeFileSync(join(folder, `${split}.jsonl`), files.map((file) => JSON.stringify(file)).join('\n'));
  }
  const report = await evaluate(
    subject((suffix) => (suffix.length > 2 ? ';' : 'x')),
    chosen('--lines', '20', '--only', 'lines', '--only', 'bits', '--calibrate'),
  );
  assert.ok(report.lines !== undefined && !('notRun' in report.lines));
  assert.equal(report.lines.all?.cases, 20);
  assert.deepEqual(
    Object.entries(report.lines.languages).map(([language, score]) => [language, score?.cases]),
    [
      ['javascript', 6],
      ['python', 7],
      ['typescript', 7],
    ],
  );
  assert.ok(report.bitsPerByte !== undefined && !('notRun' in report.bitsPerByte));
  assert.equal(report.bitsPerByte.languages.python?.files, 5);
  assert.match(table(report), /bits per byte/);
});

test('what rounding costs is measured on the same files, in percent', async () => {
  const file = { package: 'p', path: 'a.py', language: 'python', text: 'first = compute(1)\n' };
  writeFileSync(join(folder, 'test.jsonl'), JSON.stringify(file));
  const report = await evaluate(subject(String), chosen('--only', 'rounding'));
  assert.ok(report.rounding !== undefined && !('notRun' in report.rounding));
  const { python } = report.rounding.languages;
  assert.ok(python !== undefined && Math.abs(python.more.value - 1) < 1e-3);
  assert.match(table(report), /what int8 costs/);
  const absent = { ...subject(String), start: () => Promise.resolve({ error: 'no SIMD' }) };
  const { rounding } = await evaluate(absent, chosen('--only', 'rounding'));
  assert.deepEqual(rounding, { notRun: 'no SIMD' });
});

/** What a text of a set stands in for: a function that the completion ends, and its test. */
function problem(name: string, solution: string): string {
  const record = {
    task_id: name,
    entry_point: 'double',
    prompt: 'def double(x):\n',
    suffix: '\n',
    canonical_solution: solution,
    test: 'def check(candidate):\n    assert candidate(2) == 4\n',
  };
  return JSON.stringify(record);
}

test('a set with tests has a pass rate, and a candidate that a limit ends is one line', async () => {
  const file = join(folder, 'tested.jsonl');
  const answers = ['    return x + x', '    return x', '    return bytearray(1 << 40)'];
  writeFileSync(file, answers.map((answer, i) => problem(`case/${i}`, `${answer}\n`)).join('\n'));
  let asked = 0;
  const report = await evaluate(
    subject(() => answers[asked++]!),
    chosen('--set', file),
  );
  assert.ok(report.sets !== undefined && !('notRun' in report.sets));
  const [set] = report.sets;
  assert.ok(set !== undefined && 'score' in set && !('notRun' in set.passing));
  assert.equal(set.score?.exactMatch.value, 100);
  assert.ok(Math.abs(set.passing.passRate.value - 100 / 3) < 1e-9);
  assert.deepEqual(set.passing.stopped, [{ case: 'case/2', limit: 'memory' }]);
  assert.match(table(report), /case\/2: stopped at its limit of memory/);
});

test('a broken line of the held-out files is one line of the report; sections without data say what to do', async () => {
  const line = JSON.stringify({ package: 'p', path: 'a.py', language: 'python', text: 'first_value = compute(1)\n' });
  for (const split of ['test', 'valid']) writeFileSync(join(folder, `${split}.jsonl`), `${line}\n{"path": 1}\n`);
  const report = await evaluate(
    subject(() => 'x'),
    chosen('--only', 'lines', '--only', 'replay', '--only', 'context', '--only', 'memorised', '--ngram', folder),
  );
  assert.ok(report.lines !== undefined && !('notRun' in report.lines));
  assert.deepEqual(
    report.malformed.map(({ file, line }) => [file, line]),
    [
      ['valid.jsonl', 2],
      ['test.jsonl', 2],
    ],
  );
  const printed = table(report);
  assert.match(printed, /test\.jsonl, line 2 left out/);
  assert.match(printed, /n-gram with cache: not run, .*ngram\.py/);
  assert.match(printed, /long context: not run/);
  assert.match(printed, /what is memorised: not run, .*gather\.py/);
});
