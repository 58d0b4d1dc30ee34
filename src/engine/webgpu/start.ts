/** Whether the graphics card serves a model: where it is there, right, and clearly faster than the processor. */
import { messageOf } from '../../protocol/failure.ts';
import type { Backend } from '../backend.ts';
import { mostOfOneCall } from '../decode.ts';
import type { FileCache } from '../file-cache.ts';
import { leastGain } from '../kernel/race.ts';
import { selfTest } from '../kernel/self-test.ts';
import type { Model } from '../model.ts';
import { createWebGpuBackend } from './backend.ts';
import { findAdapter, type Adapter, type Gpu } from './device.ts';
import type { ProgramFiles } from './program.ts';
import { race } from './race.ts';

export interface GraphicsOptions {
  readonly gpu: Gpu;
  /** Without a race, on a software adapter, too. */
  readonly always: boolean;
  readonly log?: ((line: string) => void) | undefined;
  readonly cache?: FileCache | undefined;
}

/** Under what the cache remembers who won for this model: by the adapter's name. */
export function graphicsKey(model: Model): string {
  return `race-webgpu-${model.id}`;
}

type Winners = Readonly<Record<string, 'webgpu' | 'processor'>>;

/**
 * @param processor starts what serves where the graphics card does not
 * @throws what `processor` throws
 */
export async function graphicsOr(
  processor: () => Promise<Backend>,
  model: Model,
  files: ProgramFiles,
  { gpu, always, log, cache }: GraphicsOptions,
): Promise<Backend> {
  const passedOver = (reason: string) => {
    log?.(`WebGPU is not used: ${reason}.`);
    return processor();
  };
  const adapter = await findAdapter(gpu);
  if (typeof adapter === 'string') return passedOver(adapter);
  // No fault, and the processor does the same without the detour.
  if (adapter.software && !always) return processor();
  const key = graphicsKey(model);
  const winners = await remembered(cache, key);
  const won = always ? 'webgpu' : winners[adapter.name];
  if (won === 'processor') return processor();
  const ours = await tested(model, files, adapter);
  if (typeof ours === 'string') return passedOver(ours);
  if (won === 'webgpu') return ours;
  const other = await processor();
  const faster = await isFaster(ours, other, model.pointer === undefined ? mostOfOneCall : 1);
  const kept: Winners = { ...winners, [adapter.name]: faster ? 'webgpu' : 'processor' };
  await cache?.put(key, new TextEncoder().encode(JSON.stringify(kept)));
  await (faster ? other : ours).dispose();
  return faster ? ours : other;
}

async function isFaster(ours: Backend, other: Backend, ofOneCall: number): Promise<boolean> {
  try {
    return (await race(ours, other, ofOneCall)) >= leastGain;
  } catch {
    // A device that does not last a second.
    return false;
  }
}

async function remembered(cache: FileCache | undefined, key: string): Promise<Winners> {
  const bytes = await cache?.get(key);
  try {
    return bytes === undefined ? {} : { ...(JSON.parse(new TextDecoder().decode(bytes)) as Winners | null) };
  } catch {
    return {};
  }
}

/** The backend, warm, or why there is none. */
async function tested(model: Model, files: ProgramFiles, adapter: Adapter): Promise<Backend | string> {
  let backend: Backend | undefined;
  try {
    backend = await createWebGpuBackend(model, files, adapter);
    const wrong = await selfTest(backend, model);
    if (wrong === undefined) return backend;
    await backend.dispose();
    return wrong;
  } catch (thrown) {
    await backend?.dispose();
    return messageOf(thrown);
  }
}
