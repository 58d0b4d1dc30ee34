/**
 * Which backend serves a model here. Each has to be right, and clearly faster than the one after it: the graphics card,
 * the kernel, ONNX Runtime.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { messageOf } from '../protocol/failure.ts';
import type { Backend } from './backend.ts';
import type { FileCache } from './file-cache.ts';
import { createKernelBackend } from './kernel/backend.ts';
import type { KernelBinary } from './kernel/binary.ts';
import { fits } from './kernel/layout.ts';
import { leastGain, race } from './kernel/race.ts';
import { selfTest } from './kernel/self-test.ts';
import type { Model } from './model.ts';
import { createOrtBackend, runtimeVersion, type OrtOptions } from './ort.ts';
import type { Gpu } from './webgpu/device.ts';
import { graphicsOr } from './webgpu/start.ts';
import { expandFloat16 } from './weights.ts';

export interface StartFiles {
  readonly graph: Uint8Array;
  /** float16, as shipped. */
  readonly weights: Uint8Array;
  /** May throw. */
  readonly runtime?: (() => Promise<Uint8Array>) | undefined;
  /** Tokens that are never chosen. */
  readonly control: readonly number[];
}

export interface StartOptions extends OrtOptions {
  /** Without it there is no kernel. */
  readonly kernel?: KernelBinary | undefined;
  /** Without it no graphics card is looked for. */
  readonly gpu?: Gpu | undefined;
  /** Only this one; without it the first that wins. One that fails is still replaced by the next. */
  readonly backend?: 'webgpu' | 'kernel' | 'ort' | undefined;
  /** Told why one is passed over that should serve: one line. */
  readonly log?: ((line: string) => void) | undefined;
  /** Remembers who won. */
  readonly cache?: FileCache | undefined;
}

/** Under what the cache remembers the race between the kernel and ONNX Runtime for this model. */
export function raceKey(model: Model, kernel: KernelBinary): string {
  return `race-${model.id}-${runtimeVersion}-${bytesToHex(sha256(kernel.pairs)).slice(0, 16)}`;
}

/** One backend, warm. While they race for the first time, there are two. Throws what ONNX Runtime throws. */
export async function startBackend(model: Model, files: StartFiles, options: StartOptions): Promise<Backend> {
  const { gpu, backend: only } = options;
  const processor = () => startOnProcessor(model, files, options);
  if (gpu === undefined || only === 'kernel' || only === 'ort') return processor();
  return graphicsOr(processor, model, files, { ...options, gpu, always: only === 'webgpu' });
}

async function startOnProcessor(model: Model, files: StartFiles, options: StartOptions): Promise<Backend> {
  const { kernel, backend: only, log, cache } = options;
  const ort = async () => {
    const { graph, weights } = files;
    const runtime = await files.runtime?.();
    return createOrtBackend(model, { graph, weights: expandFloat16(weights), runtime }, options);
  };
  if (kernel === undefined || only === 'ort') return ort();
  const key = raceKey(model, kernel);
  const won = only === 'kernel' ? only : await remembered(cache, key);
  if (won === 'ort') return ort();
  const ours = await tested(model, kernel, files);
  if (typeof ours === 'string') {
    log?.(`The kernel is not used, ONNX Runtime is: ${ours}.`);
    return ort();
  }
  if (won === 'kernel') return ours;
  const other = await ort();
  const faster = (await race(ours, other)) >= leastGain;
  await cache?.put(key, new TextEncoder().encode(faster ? 'kernel' : 'ort'));
  await (faster ? other : ours).dispose();
  return faster ? ours : other;
}

async function remembered(cache: FileCache | undefined, key: string): Promise<'kernel' | 'ort' | undefined> {
  const bytes = await cache?.get(key);
  const text = bytes && new TextDecoder().decode(bytes);
  return text === 'kernel' || text === 'ort' ? text : undefined;
}

/** The kernel, warm, or why there is none. */
async function tested(model: Model, binary: KernelBinary, files: StartFiles): Promise<Backend | string> {
  if (!fits(model)) return 'the model’s sizes are no multiples of 16';
  try {
    const backend = await createKernelBackend(model, { ...files, binary });
    const wrong = await selfTest(backend, model);
    if (wrong !== undefined) return wrong;
    await warmUp(backend);
    return backend;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** The engine compiles what has run often enough a second time, and well. */
async function warmUp(backend: Backend): Promise<void> {
  const tokens = Array.from({ length: backend.config.chunk }, (_, i) => i % backend.config.vocab);
  let state = backend.initial();
  for (let round = 0; round < 4; round++) {
    ({ state } = await backend.chunk(state, tokens));
    ({ state } = await backend.steps(state, [round], 4, true));
  }
}
