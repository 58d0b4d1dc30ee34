import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { State } from '../../../src/engine/backend.ts';
import { KeptStates } from '../../../src/engine/kept-states.ts';
import { parseStateFile, stateFile } from '../../../src/engine/state-file.ts';
import { StoredFiles } from './stored-files.ts';

const model = { id: '0123456789abcdef', state: { weights: [2, 1, 2, 2], conv: [2, 3, 1] } };
const owner = { model, backend: 'wasm' };
const bytes = stateFile(stateWith(0), model).length;

function stateWith(value: number): State {
  return { weights: new Float32Array(8).fill(value + 0.5), conv: new Float32Array(6).fill(-value) };
}

test('a state comes back to the bit, NaN and minus zero too, from an odd offset of a longer buffer', () => {
  const state = { weights: Float32Array.of(1, -0, NaN, Infinity, 1e-40, 2, 3, 4), conv: new Float32Array(6).fill(-0) };
  const file = stateFile(state, model);
  const longer = new Uint8Array(file.length + 9);
  longer.set(file, 3);
  assert.deepEqual(parseStateFile(longer.subarray(3, 3 + file.length), model), state);
});

test('who lets go finds nothing any more, nor what was being put there', async () => {
  const files = new StoredFiles();
  const kept = await KeptStates.open(files, owner);
  await kept.keep(['a'], stateWith(1));
  const keeping = kept.keep(['a', 'b'], stateWith(2));
  await kept.forget();
  await keeping;
  assert.equal(files.files.size, 0);
  assert.equal(await kept.find(['a', 'b'], 0), undefined);
  await kept.keep(['a', 'b'], stateWith(2));
  assert.equal((await kept.find(['a', 'b'], 0))?.at, 2);
});

test('what is cut, changed anywhere, or of another model is no state', () => {
  const file = stateFile(stateWith(3), model);
  assert.equal(parseStateFile(file.subarray(0, -4), model), undefined);
  assert.equal(parseStateFile(new Uint8Array(0), model), undefined);
  for (let at = 0; at < file.length; at++) {
    assert.equal(parseStateFile(file.with(at, file[at]! ^ 4), model), undefined, `byte ${at}`);
  }
  assert.equal(parseStateFile(file, { ...model, id: 'fedcba9876543210' }), undefined);
  assert.equal(parseStateFile(file, { ...model, state: { weights: [2, 1, 3, 2], conv: [2, 3, 1] } }), undefined);
});

test('another session finds the deepest state on its way, and none that another way led to', async () => {
  const files = new StoredFiles();
  const first = await KeptStates.open(files, owner);
  await first.keep(['ab', 'cd'], stateWith(2));
  await first.keep(['ab', 'cd', 'ef', 'gh'], stateWith(4));
  const second = await KeptStates.open(files, owner);
  assert.deepEqual(await second.find(['ab', 'cd', 'ef', 'gh', 'ij'], 0), { at: 4, state: stateWith(4) });
  assert.deepEqual(await second.find(['ab', 'cd', 'ef', 'xx'], 0), { at: 2, state: stateWith(2) });
  assert.equal(await second.find(['ab', 'cd', 'ef'], 2), undefined, 'none beyond what is known');
  assert.equal(await second.find(['cd', 'ab'], 0), undefined);
  assert.equal(await second.find(['abc', 'd'], 0), undefined, 'the same text in other chunks');
  const other = await KeptStates.open(files, { ...owner, backend: 'kernel' });
  assert.equal(await other.find(['ab', 'cd'], 0), undefined, 'another backend');
});

test('one that is damaged is told once, dropped, and the next one serves', async () => {
  const files = new StoredFiles();
  const kept = await KeptStates.open(files, owner);
  await kept.keep(['a'], stateWith(1));
  await kept.keep(['a', 'b'], stateWith(2));
  await kept.keep(['a', 'b', 'c'], stateWith(3));
  const [, second, third] = [...files.files.keys()];
  files.files.set(second!, files.files.get(second!)!.slice(0, 20));
  files.files.set(third!, files.files.get(third!)!.with(60, 1));
  let told = 0;
  const after = await KeptStates.open(files, owner, { onDamage: () => told++ });
  assert.deepEqual(await after.find(['a', 'b', 'c'], 0), { at: 1, state: stateWith(1) });
  assert.equal(told, 1);
  assert.equal(files.files.size, 1);
});

test('under its budget those kept longest ago go', async () => {
  const files = new StoredFiles();
  const kept = await KeptStates.open(files, owner, { budget: 3 * bytes });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await kept.keep([name], stateWith(1));
  assert.equal(files.files.size, 3);
  assert.equal(await kept.find(['b'], 0), undefined);
  assert.ok(await kept.find(['c'], 0));
  await kept.keep(['c'], stateWith(1));
  assert.equal(files.files.size, 3);
});

test('what another model has kept goes', async () => {
  const files = new StoredFiles();
  await (await KeptStates.open(files, owner)).keep(['a'], stateWith(1));
  await KeptStates.open(files, { ...owner, model: { ...model, id: 'fedcba9876543210' } });
  assert.equal(files.files.size, 0);
});

test('the kernel goes on from what another of its flavours kept: they give the same bits', async () => {
  const files = new StoredFiles();
  const dot = await KeptStates.open(files, { model, backend: 'kernel-dot' });
  await dot.keep(['ab'], stateWith(4));
  const pairs = await KeptStates.open(files, { model, backend: 'kernel-pairs' });
  assert.deepEqual(await pairs.find(['ab'], 0), { at: 1, state: stateWith(4) });
});
