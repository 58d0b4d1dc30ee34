import type { KernelBinary } from '../../engine/kernel/binary.ts';
import type { Model } from '../../engine/model.ts';
import { Clock, enough } from './clock.ts';

const turns = 6;

/** Bytes that a backend has to read or write for one token: every weight once, the state twice. */
export function bytesOfToken({ files, state }: Model, backend: string): number {
  const bytesOfWeight = backend.startsWith('kernel') ? 1 : 4;
  return (files.weights.bytes / 2) * bytesOfWeight + 8 * state.weights.reduce((product, extent) => product * extent, 1);
}

/**
 * Reading `bytes` from one end to the other on one core, again and again: GB/s in processor time, the best of some turns.
 * With the kernel's `maximum`, which loads every 16 bytes once and does next to nothing with them.
 */
export function measureBandwidth({ simd }: KernelBinary, bytes: number): number {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) + 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(simd), { env: { memory } });
  const maximum = instance.exports['maximum'] as (at: number, count: number) => number;
  new Float32Array(memory.buffer).fill(1);
  const count = 16 * Math.floor(bytes / 64);
  let best = Infinity;
  for (let turn = 0; turn < turns; turn++) {
    const clock = new Clock();
    let rounds = 0;
    for (; clock.cpuMs() < enough; rounds++) maximum(64, count);
    best = Math.min(best, clock.cpuMs() / rounds);
  }
  return (4 * count) / best / 1e6;
}
