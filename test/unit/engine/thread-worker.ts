/** Starts src/worker.ts in a thread of Node's that looks like a browser's worker. */
import { Worker } from 'node:worker_threads';
import type { WorkerLike } from '../../../src/engine/client.ts';

const entry = new URL('../../../src/worker.ts', import.meta.url).href;

const browserLike = `
  import { parentPort } from 'node:worker_threads';
  globalThis.self = {
    postMessage: (message, transfer) => parentPort.postMessage(message, transfer),
    addEventListener: (type, listener) => parentPort.on(type, (data) => listener({ data })),
  };
  parentPort.on('message', (message) => {
    if (message === 'crash') setTimeout(() => { throw new Error('crash on demand'); });
  });
  await import(${JSON.stringify(entry)});
`;

export function startWorker(): WorkerLike {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(browserLike)}`));
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer as never),
    addEventListener(type: string, listener: (event: never) => void) {
      worker.on(type, (value: unknown) => {
        listener((type === 'message' ? { data: value } : { message: (value as Error).message }) as never);
      });
    },
    terminate: () => void worker.terminate(),
  };
}
