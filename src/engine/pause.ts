type Immediate = (callback: () => void) => unknown;

/**
 * Resolves in a macrotask of its own, so that messages that wait (a newer request, a cancellation) are delivered
 * first. Everything that calls a backend repeatedly awaits this between two calls: ONNX Runtime's own promises
 * resolve in microtasks, and a loop of those would keep the worker deaf until its end.
 */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve);
  });
}

const schedule: (callback: () => void) => void = immediate() ?? channel();

/** Node has setImmediate; in a browser it does not exist. */
function immediate(): Immediate | undefined {
  return (globalThis as { setImmediate?: Immediate }).setImmediate;
}

/** A message to oneself: setTimeout would wait 4 ms once it is nested. */
function channel(): (callback: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (callback) => {
    waiting.push(callback);
    port2.postMessage(null);
  };
}
