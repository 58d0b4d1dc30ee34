/**
 * A state as bytes, for keeping: a header and then W by layer, [head][d_value][d_dot], and the convolution's history,
 * [3][channels] by layer, all of it float32 and little-endian.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { State } from './backend.ts';
import type { Model } from './model.ts';

/** Counts up when the form changes; then what was kept before is of no use. */
const version = 1;
/** "PALS", the version, the numbers of values in W and in the convolution. */
const headerBytes = 16;
const checksumBytes = 16;
const idBytes = 16;

export function stateFile({ weights, conv }: State, { id }: Pick<Model, 'id'>): Uint8Array {
  const bytes = new Uint8Array(headerBytes + idBytes + checksumBytes + weights.byteLength + conv.byteLength);
  bytes.set(headOf(id, weights.length, conv.length));
  bytes.set(bytesOf(weights), headerBytes + idBytes + checksumBytes);
  bytes.set(bytesOf(conv), headerBytes + idBytes + checksumBytes + weights.byteLength);
  bytes.set(checksum(bytes), headerBytes + idBytes);
  return bytes;
}

/** Undefined where the bytes are cut, changed, or another model's. */
export function parseStateFile(bytes: Uint8Array, { id, state }: Pick<Model, 'id' | 'state'>): State | undefined {
  const [weights, conv] = [size(state.weights), size(state.conv)];
  const start = headerBytes + idBytes + checksumBytes;
  if (bytes.length !== start + 4 * (weights + conv)) return undefined;
  if (headOf(id, weights, conv).some((byte, at) => byte !== bytes[at])) return undefined;
  if (checksum(bytes).some((byte, at) => byte !== bytes[headerBytes + idBytes + at])) return undefined;
  // Float32Array wants an offset that is a multiple of four, which the bytes may not have.
  const values = new Float32Array(bytes.slice(start).buffer);
  return { weights: values.slice(0, weights), conv: values.slice(weights) };
}

function headOf(id: string, weights: number, conv: number): Uint8Array {
  const head = new Uint8Array(headerBytes + idBytes);
  head.set(new TextEncoder().encode('PALS'));
  new Uint32Array(head.buffer, 4, 3).set([version, weights, conv]);
  head.set(new TextEncoder().encode(id).subarray(0, idBytes), headerBytes);
  return head;
}

/** Of all but itself. */
function checksum(bytes: Uint8Array): Uint8Array {
  return sha256
    .create()
    .update(bytes.subarray(0, headerBytes + idBytes))
    .update(bytes.subarray(headerBytes + idBytes + checksumBytes))
    .digest()
    .subarray(0, checksumBytes);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
