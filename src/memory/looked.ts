/** What the panel is told of a trace: who wrote what is read, and what each token wrote. */
import type { ReadsAnswer, WritesAnswer } from '../protocol/trace.ts';
import type { Look } from '../engine/kernel/look.ts';
import type { Shape } from './given.ts';
import { readsOf } from './reads.ts';
import type { Trace } from './trace.ts';
import { tokenList } from './token-list.ts';
import { writesOf } from './writes.ts';

/**
 * @param token the one that is predicted, counted from the first chosen; left out, the first beyond what was typed
 * @param look the kernel's, where it is there
 */
export function readBy(shape: Shape, trace: Trace, token?: number, look?: Look): Omit<ReadsAnswer, 'ms' | 'copied'> {
  const { recording, places, chosen, beyond } = trace;
  const target = token === undefined ? beyond : Math.min(chosen + token, places.length - 1);
  const reads = readsOf(shape, recording.parts, recording.start, target - 1, look);
  const { layers, heads } = shape;
  return { list: tokenList(trace), layers, heads, target, ...reads };
}

/**
 * @param breathe lets messages through; false once nobody wants to know any more
 * @param look the kernel's, where it is there
 */
export async function writtenBy(
  shape: Shape,
  trace: Trace,
  breathe: () => Promise<boolean>,
  look?: Look,
): Promise<Omit<WritesAnswer, 'ms'> | undefined> {
  const { layers, heads } = shape;
  const { parts, start } = trace.recording;
  const writes = await writesOf(shape, parts, start, breathe, look);
  return writes && { list: tokenList(trace), layers, heads, ...writes };
}
