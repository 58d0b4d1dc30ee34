import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandFloat16 } from '../../../src/engine/weights.ts';

/** The definition, for one number: sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  return new DataView(Uint16Array.of(bits).buffer).getFloat16(0, true);
}

test('every float16 becomes its own float32', () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const expanded = expandFloat16(new Uint8Array(bits.buffer));
  for (let i = 0; i < 65536; i++) assert.ok(Object.is(expanded[i], half(i)), `bits ${i}: ${expanded[i]}`);
});

test('bytes at an odd offset of a longer buffer, as VS Code reads them', () => {
  const buffer = new Uint8Array(7);
  buffer.set([0x00, 0x3c, 0x00, 0xc0], 3);
  assert.deepEqual([...expandFloat16(buffer.subarray(3))], [1, -2]);
  assert.deepEqual([...expandFloat16(Buffer.from(buffer.buffer).subarray(3))], [1, -2]);
});
