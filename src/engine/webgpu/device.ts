/** The graphics device, if there is one that may be used. */
import { messageOf } from '../../protocol/failure.ts';

export interface Adapter {
  /** As far as the browser tells: vendor, architecture, device. */
  readonly name: string;
  /** The processor plays the graphics card: right, and slow. */
  readonly software: boolean;
  readonly adapter: GPUAdapter;
}

/** What is used of `navigator.gpu`. */
export type Gpu = Pick<GPU, 'requestAdapter'>;

/** WebGPU where this is a browser, on a page that may have it. */
export function gpuOf(scope: { readonly navigator?: { readonly gpu?: Gpu } }): Gpu | undefined {
  return scope.navigator?.gpu;
}

/** Milliseconds: a browser that has to start its graphics process first takes about one second. */
const patience = 3000;

/** The adapter that the browser prefers, or why there is none. */
export async function findAdapter(gpu: Gpu): Promise<Adapter | string> {
  try {
    const tooLong = new Promise<undefined>((resolve) => setTimeout(resolve, patience));
    const adapter = await Promise.race([gpu.requestAdapter(), tooLong]);
    if (adapter === undefined) return 'the browser does not answer';
    if (adapter === null) return 'the browser gives no adapter';
    const { vendor, architecture, device, isFallbackAdapter } = adapter.info;
    const name = [vendor, architecture, device].filter((part) => part !== '').join(' ') || 'unnamed';
    return { name, software: isFallbackAdapter || /swiftshader|llvmpipe/i.test(name), adapter };
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/**
 * A device whose buffers may be as large as `bytes`.
 *
 * @throws what the browser throws: the adapter can not do it, or is used up
 */
export function requestDevice({ adapter }: Adapter, bytes: number): Promise<GPUDevice> {
  const usual = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };
  const wanted = Object.entries(usual).map(([limit, least]) => [limit, Math.max(least, bytes)]);
  return adapter.requestDevice({ requiredLimits: Object.fromEntries(wanted) as Record<string, number> });
}
