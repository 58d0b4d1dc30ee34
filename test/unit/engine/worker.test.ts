/** src/worker.ts with the shipped model, in a thread, asked by the host's client. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { EngineClient, type WorkerLike } from '../../../src/engine/client.ts';
import type { CompleteRequest, Completed, NeededFile } from '../../../src/protocol/worker.ts';
import { modelFolder } from './real-engine.ts';
import { startWorker } from './thread-worker.ts';

const runtime = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';
const files = { runtime, grammars: 'node_modules', words: {} };

const grammars: Readonly<Record<string, string>> = {
  'node_modules/web-tree-sitter.wasm': 'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/tree-sitter-typescript.wasm': 'node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm',
};

function readReal({ from, path }: NeededFile): Promise<Uint8Array> {
  return readFile(from === 'model' ? join(modelFolder, path) : (grammars[path] ?? path));
}

const request: CompleteRequest = {
  path: 'src/words.ts',
  prefix: 'export function add(a: number, b: number): number {\n  ret',
  suffix: '\n}\n',
  lines: 'one',
  context: [],
};

let worker: WorkerLike;
let client: EngineClient;

before(async () => {
  worker = startWorker();
  client = new EngineClient(worker, { readFile: readReal });
  assert.equal(await client.inspect(), null);
  assert.deepEqual(await client.complete(request), { error: 'The engine is not loaded.' });
  const loaded = await client.load(files);
  assert.ok(!('error' in loaded), JSON.stringify(loaded));
  assert.equal(loaded.backend, 'wasm');
});
after(() => client.dispose());

test('completes, the same each time', async () => {
  const first = (await client.complete(request)) as Completed;
  assert.equal(typeof first.text, 'string');
  assert.ok(!first.text.includes('\n'));
  assert.ok(first.confidence >= 0 && first.confidence <= 1);
  assert.ok(first.tokens >= 1);
  const again = (await client.complete(request)) as Completed;
  assert.equal(again.text, first.text);
  assert.equal(again.confidence, first.confidence);
});

test('tells what it still recalls, with the definitions of the file and the curve of a place, and which keys collide', async () => {
  await client.complete(request);
  const of = { path: 'src/words.ts', line: 0, column: 'export function add('.length, length: 1 };
  const answer = await client.recall({ reach: 1024, of });
  assert.ok(answer !== null && 'recall' in answer, JSON.stringify(answer));
  const { list, symbols, curve } = answer;
  assert.deepEqual(
    symbols.map(({ name, kind, line, column }) => `${kind} ${name} ${line} ${column}`),
    ['function add 0 16'],
  );
  assert.equal(list.texts.slice(symbols[0]!.from, symbols[0]!.to).join('').trim(), 'add');
  assert.ok(list.texts.slice(curve!.from, curve!.to).join('').includes('a'));
  assert.equal(curve!.at.at(-1), list.chosen - 1);
  const collisions = await client.collisions();
  assert.ok(collisions !== null && 'pairs' in collisions, JSON.stringify(collisions));
  assert.ok(collisions.pairs[0]! >= 0 && collisions.figures[0]! > 0);
});

test('inspect gives the state of the last completion', async () => {
  await client.complete(request);
  const inspection = await client.inspect();
  assert.ok(inspection !== null && !('error' in inspection));
  const { weights, shape, tokensRead, backend } = inspection;
  assert.equal(
    weights.length,
    shape.reduce((a, b) => a * b),
  );
  assert.ok(weights.some((value) => value !== 0));
  // The state holds the text before the cursor, whether it was read for this request or for one before.
  assert.ok(tokensRead > 20);
  assert.equal(backend, 'wasm');
});

test('the memory can be looked at as it was, wherever a snapshot is kept', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `export const value${i} = ${i} * value${(7 * i) % 60};`);
  const at = (line: number): CompleteRequest => ({
    ...request,
    prefix: `${lines.slice(0, line).join('\n')}\nexport co`,
    suffix: `\n${lines.slice(line).join('\n')}\n`,
  });
  const look = async (line: number) => {
    await client.complete(at(line));
    const inspection = await client.inspect();
    assert.ok(inspection !== null && !('error' in inspection));
    return inspection;
  };
  const { positions, tokensRead, weights, working } = await look(40);
  assert.ok(positions.length > 1 && positions.at(-1)! < tokensRead, String(positions));
  assert.ok(working.snapshots >= positions.length && working.chunksRead > 0 && working.snapshotBytes <= working.bytes);
  const first = await client.past(positions[0]!);
  assert.ok(first instanceof Float32Array && first.length === weights.length);
  assert.notDeepEqual(first, weights);
  // A longer way over the same text: the same memory there, to the bit, and found instead of read.
  const later = await look(50);
  assert.ok(later.working.chunksFound > working.chunksFound);
  assert.deepEqual(await client.past(positions[0]!), first);
  assert.equal(await client.past(positions[0]! - 1), null);
});

test('a newer completion cancels the older ones, and is served', async () => {
  const texts = [1, 2, 3, 4].map((n) => request.prefix.replace('add', `add${n}`));
  const answers = await Promise.all(texts.map((prefix) => client.complete({ ...request, prefix })));
  for (const answer of answers.slice(0, 3)) assert.deepEqual(answer, { aborted: 'cancelled' });
  assert.ok('text' in answers[3]!);
});

test('the host cancels', async () => {
  const controller = new AbortController();
  const prefix = `${'const filler = [1, 2, 3];\n'.repeat(500)}${request.prefix}`;
  const answer = client.complete({ ...request, prefix }, controller.signal);
  setTimeout(() => controller.abort(), 20);
  assert.deepEqual(await answer, { aborted: 'cancelled' });
});

test('a completion cancels a read', async () => {
  const prefix = `${'const filler = [3, 2, 1];\n'.repeat(500)}${request.prefix}`;
  const reading = client.read({ ...request, prefix });
  assert.ok('text' in (await client.complete(request)));
  assert.deepEqual(await reading, { aborted: 'cancelled' });
});

test('what is forgotten is not in what is looked at, and what was taken before it is not read', async () => {
  const lines = Array.from({ length: 10 }, (_, i) => `export const value${i} = ${i};\n`).join('');
  const long = { ...request, prefix: lines + request.prefix };
  const held = async () => {
    const inspection = await client.inspect();
    assert.ok(inspection === null || !('error' in inspection));
    return inspection?.tokensRead;
  };
  const real = (await client.complete(long)) as Completed;
  const all = (await held())!;
  const same = await client.whatIf({ heads: { layer: 99 } });
  assert.ok(same !== null && 'real' in same);
  assert.deepEqual([same.real.text, same.without], [real.text, same.real]);
  const empty = await client.whatIf({ heads: {} });
  assert.ok(empty !== null && 'real' in empty && empty.without.confidence !== real.confidence);
  assert.equal(await held(), all);

  const next = { ...long, forgotten: { above: [{ from: 0, to: 10 }], below: [] }, forgettings: 1 };
  assert.equal(await client.forget({ paths: [request.path], forgettings: 1, next }), null);
  const left = (await held())!;
  await client.complete({ ...request, forgettings: 1 });
  assert.equal(await held(), left);
  assert.deepEqual(await client.complete({ ...long, forgettings: 0 }), { aborted: 'forgotten' });
  assert.equal(await client.forget({ paths: 'everything', forgettings: 2 }), null);
  assert.equal(await client.inspect(), null);
  assert.equal(await client.whatIf({ heads: {} }), null);
});

test('a fault in a request is its answer, and the next one is served', async () => {
  const broken = await client.complete({ ...request, prefix: null } as unknown as CompleteRequest);
  assert.ok('error' in broken);
  assert.ok('text' in (await client.complete(request)));
});

/** Loading where `change` stands between the worker and one file. */
async function loadWith(name: string, change: (bytes: Uint8Array) => Uint8Array): Promise<string> {
  const faulty = new EngineClient(startWorker(), {
    readFile: async (file) => (basename(file.path) === name ? change(await readReal(file)) : readReal(file)),
  });
  const answer = await faulty.load(files);
  faulty.dispose();
  assert.ok('error' in answer);
  return answer.error;
}

test('a file with a wrong checksum is named', async () => {
  const flipped = (bytes: Uint8Array) => bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1);
  assert.equal(await loadWith('weights.bin', flipped), 'weights.bin is damaged: its checksum is wrong.');
});

test('a file that is missing is named', async () => {
  const missing = () => {
    throw new Error('no such file');
  };
  for (const name of ['model.json', 'model.onnx', 'tokenizer.model', 'pieces.json']) {
    assert.equal(await loadWith(name, missing), `${name} can not be read: no such file.`);
  }
  assert.match(
    await loadWith(basename(runtime), missing),
    /ort-wasm-simd-threaded\.wasm can not be read: no such file/,
  );
});

test('a model.json that is none is named', async () => {
  const cut = (bytes: Uint8Array) => bytes.slice(0, 100);
  assert.match(await loadWith('model.json', cut), /^model\.json is damaged: it is not JSON\.$/);
});

test('what is told is told in the language of the words', async () => {
  const german = new EngineClient(startWorker(), { readFile: () => Promise.reject(new Error('weg.')) });
  const answer = await german.load({
    runtime,
    grammars: 'node_modules',
    words: { '{0} can not be read: {1}': '{0} ist nicht zu lesen: {1}' },
  });
  german.dispose();
  assert.deepEqual(answer, { error: 'model.json ist nicht zu lesen: weg.' });
});

test('a crash is an answer', async () => {
  const waiting = client.complete(request);
  worker.postMessage('crash', []);
  assert.match(JSON.stringify(await waiting), /The engine has crashed: crash on demand/);
});
