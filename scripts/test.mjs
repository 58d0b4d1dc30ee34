/**
 * `npm test`: everything, on a machine that has Node, npm, Python and apt, installing what it needs on the way. Each suite
 * prints as it runs; what could not be installed counts as a failed test. The last line is `N passed, N failed`.
 *
 *   npm test -- unit e2e     only these suites
 */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer, ensureTestWeb } from './editor.mjs';
import { ensureModules } from './modules.mjs';
import { ensurePython } from './python.mjs';
import { ended, environment, node, root } from './run.mjs';
import { packageExtension } from './vsix.mjs';

/** @typedef {{passed: number, failed: number, skipped: number, again?: string[]}} Count */

/** Each returns its count. What they share is built before: test files that run beside each other find it. */
const suites = {
  modules: () => done(ensureModules()),
  types: () => check('npm', ['run', '-s', 'typecheck']),
  lint: () => check('npm', ['run', '-s', 'lint']),
  format: () => check('npm', ['run', '-s', 'format:check']),
  package: () => done(build().then(packageExtension)),
  'held-out': async () => check(await ensurePython(), ['training/data/gather.py', '--held-out']),
  unit: async () => {
    await build();
    return nodeTests('test/unit/**/*.test.ts');
  },
  python: async () => pythonTests(await ensurePython()),
  host: async () => {
    await Promise.all([ensureChromium(), ensureTestWeb(), build()]);
    // One at a time: each lays the extension out in the same place.
    return nodeTests('test/host/*.test.mjs', { atOnce: 1 });
  },
  e2e: async () => {
    await ensureChromium();
    await ensureCodeServer();
    await build();
    return twice('test/e2e/*.test.ts', { PALIMPSEST_VSIX: await packageExtension() });
  },
};

/** One after the other; in a stage, lanes run beside each other: fetching text waits for others more than it computes. */
const stages = [
  [['modules']],
  [['types', 'lint', 'format', 'package'], ['held-out']],
  ...['unit', 'python', 'host', 'e2e'].map((name) => [[name]]),
];

/** A step that passes unless it throws. */
async function done(work) {
  await work;
  return { passed: 1, failed: 0, skipped: 0 };
}

/** Runs a command, shows its output, and returns both. */
async function shown(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
  }
  return { code: await ended(child), output };
}

/** A command that passes or fails as one. */
async function check(command, args) {
  const { code } = await shown(command, args);
  return { passed: Number(code === 0), failed: Number(code !== 0), skipped: 0 };
}

/** A run of node:test, so many files at once, with the files that failed. A run that reports nothing is a failure. */
async function nodeTests(patterns, { atOnce = 2, env = {} } = {}) {
  const options = [`--test-concurrency=${atOnce}`, '--test-reporter=spec'];
  const { code, output } = await shown(node, ['--test', ...options, ...[patterns].flat()], env);
  const count = (word) => Number(output.match(new RegExp(`^\\S+ ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
  const passed = count('pass');
  const failed = count('fail') + count('cancelled');
  const silent = code !== 0 || passed === 0;
  const files = [...new Set([...output.matchAll(/^test at (\S+?):\d+:\d+$/gm)].map(([, file]) => file))];
  return { passed, failed: failed === 0 && silent ? 1 : failed, skipped: count('skipped') + count('todo'), files };
}

/**
 * The same, and a file or two that failed once more, alone: a browser on a busy machine now and then misses what it
 * waits for. What fails twice has failed, and the summary names what needed a second try.
 */
async function twice(pattern, env) {
  const first = await nodeTests(pattern, { env });
  if (first.files.length === 0 || first.files.length > 2) return first;
  console.log(`\n=== once more: ${first.files.join(', ')}`);
  const { failed } = await nodeTests(first.files, { atOnce: 1, env });
  const passed = first.passed + first.failed - failed;
  return { passed, failed, skipped: first.skipped, again: first.files };
}

/** A run of Python's unittest. */
async function pythonTests(python) {
  const { code, output } = await shown(python, ['-m', 'unittest', 'discover', '-s', 'training/tests']);
  const count = (word) => Number(output.match(new RegExp(`\\b${word}=(\\d+)`))?.[1] ?? 0);
  const all = Number(output.match(/^Ran (\d+) tests?/m)?.[1] ?? 0);
  const skipped = count('skipped');
  const failed = count('failures') + count('errors');
  const silent = code !== 0 || all === 0;
  return { passed: Math.max(0, all - skipped - failed), failed: failed === 0 && silent ? 1 : failed, skipped };
}

/** The count of a suite; what it throws is one failed test. */
async function count(name) {
  try {
    return await suites[name]();
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];

/** Runs the suites of a lane that are wanted. */
async function run(lane) {
  for (const name of lane) {
    if (wanted.length > 0 && name !== 'modules' && !wanted.includes(name)) continue;
    console.log(`\n=== ${name}`);
    const start = Date.now();
    const { passed, failed, skipped, again = [] } = await count(name);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    const seconds = Math.round((Date.now() - start) / 1000);
    const tried = again.length > 0 ? `, second try: ${again.join(', ')}` : '';
    const tail = (skipped > 0 ? `, ${skipped} skipped` : '') + tried;
    lines.push(`${name.padEnd(9)} ${String(seconds).padStart(4)} s  ${passed} passed, ${failed} failed${tail}`);
  }
}

for (const lanes of stages) await Promise.all(lanes.map(run));
console.log(`\n=== summary\n${lines.join('\n')}\n`);
const tail = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${tail}`);
process.exitCode = total.failed === 0 ? 0 : 1;
