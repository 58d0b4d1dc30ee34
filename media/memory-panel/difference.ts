import { sameShape, type Memory } from './memory.ts';

/** What has changed: `now` less `before`, cell by cell, written over `into` where that has room; all of it before the first. */
export function difference(now: Memory, before: Memory | undefined, into?: Float32Array): Memory {
  const weights = into?.length === now.weights.length ? into : new Float32Array(now.weights.length);
  const old = before && sameShape(now, before) ? before.weights : undefined;
  if (old === undefined) weights.set(now.weights);
  else for (let i = 0; i < weights.length; i++) weights[i] = now.weights[i]! - old[i]!;
  return { ...now, weights };
}
