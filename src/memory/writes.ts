/**
 * What each token wrote: how strongly (beta), how new that was to the memory, and how much of it is left. With
 * vbar = W_(t-1) phi(k), what the key gave before, surprise is |v - vbar| / |v|: 0 where the memory held just that
 * already, 1 where it held nothing, more where it held something else. Held is <W phi(k), v> / |v|^2 with the W after
 * the last token: 1 where the value comes back whole, 0 where nothing of it does.
 */
import { lengthOfParts, type Part } from './reads.ts';
import { Replay, type Shape } from './replay.ts';

/** Each [layers][heads][tokens]; 0 where the value is 0. */
export interface Writes {
  readonly beta: Float32Array;
  readonly surprise: Float32Array;
  readonly held: Float32Array;
}

/**
 * @param parts of the record, in their order
 * @param start W before the first of them, [layers][heads][headDim][d_dot]
 * @param breathe between two heads; false once nobody wants to know any more, and then there is no answer
 */
export async function writesOf(
  shape: Shape,
  parts: readonly Part[],
  start: Float32Array,
  breathe: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<Writes | undefined> {
  const { layers, heads } = shape;
  const tokens = lengthOfParts(parts);
  const empty = () => new Float32Array(layers * heads * tokens);
  const writes = { beta: empty(), surprise: empty(), held: empty() };
  for (let at = 0; at < layers * heads; at++) {
    if (!(await breathe())) return undefined;
    writeHead(new Replay(shape, start, at), parts, writes, at * tokens);
  }
  return writes;
}

function writeHead(memory: Replay, parts: readonly Part[], { beta, surprise, held }: Writes, first: number): void {
  let at = first;
  for (const part of parts) {
    for (let token = 0; token < part.length; token++, at++) {
      const { lacking, whole } = memory.write(part, token);
      beta[at] = memory.beta(part, token);
      surprise[at] = whole === 0 ? 0 : Math.sqrt(lacking / whole);
    }
  }
  at = first;
  for (const part of parts) {
    for (let token = 0; token < part.length; token++, at++) {
      const { along, whole } = memory.back(part, token);
      held[at] = whole === 0 ? 0 : along / whole;
    }
  }
}
