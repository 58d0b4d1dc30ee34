/** phi of all keys of a part, which each look at the memory needs anew: it is computed once and kept as long as the part. */
import { roomForFeatures, setFeatures } from './features.ts';
import type { Part } from './reads.ts';
import type { Shape } from './replay.ts';

/** Of each key, in [layers][heads][tokens], `headDim` * `nu` entries of which the first `count` are set; see `Features`. */
export interface Keys {
  readonly at: Uint16Array;
  readonly value: Float32Array;
  readonly count: Uint16Array;
}

const known = new WeakMap<Part, Keys>();

export function keysOf(shape: Shape, part: Part): Keys {
  let keys = known.get(part);
  if (keys === undefined) known.set(part, (keys = compute(shape, part)));
  return keys;
}

function compute({ layers, heads, headDim, nu }: Shape, { qkv, length }: Part): Keys {
  const room = headDim * nu;
  const keys = layers * heads * length;
  const [at, value, count] = [new Uint16Array(keys * room), new Float32Array(keys * room), new Uint16Array(keys)];
  const phi = roomForFeatures(headDim, nu);
  for (let key = 0; key < keys; key++) {
    const token = key % length;
    const head = Math.floor(key / length) % heads;
    const layer = Math.floor(key / (length * heads));
    setFeatures(qkv, ((layer * length + token) * 3 + 1) * heads * headDim + head * headDim, headDim, nu, phi);
    at.set(phi.at.subarray(0, phi.count), key * room);
    value.set(phi.value.subarray(0, phi.count), key * room);
    count[key] = phi.count;
  }
  return { at, value, count };
}
