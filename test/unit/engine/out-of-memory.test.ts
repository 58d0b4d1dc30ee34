import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOutOfMemory } from '../../../src/engine/out-of-memory.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
}

test('a buffer and a memory that can not be had are told from a wrong number', () => {
  assert.ok(isOutOfMemory(thrownBy(() => new ArrayBuffer(2 ** 53 - 1))));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  assert.ok(!isOutOfMemory(thrownBy(() => memory.grow(-1))));
  assert.ok(isOutOfMemory(new Error('std::bad_alloc')));
  assert.ok(!isOutOfMemory(thrownBy(() => new Float32Array(-1))));
  assert.ok(!isOutOfMemory('out of memory'));
});
