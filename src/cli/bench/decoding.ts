import type { Engine } from '../../engine/load.ts';
import { quantile } from './measure.ts';

const calls = 30;
const tokensOfOneCall = 8;

/** Milliseconds for one decoded token, the median of 30 calls of up to eight. */
export async function measureDecoding({ backend, tokenizer }: Engine): Promise<number> {
  const forced = tokenizer.line('export function main(options: Options): number {');
  let { state } = await backend.steps(backend.initial(), [tokenizer.file, ...forced], 1, false);
  const each: number[] = [];
  for (let call = 0; call < calls; call++) {
    const start = performance.now();
    // Given tokens may be taken side by side; only what is chosen comes one after the other.
    const run = await backend.steps(state, [forced[call % forced.length]!], tokensOfOneCall, false);
    each.push((performance.now() - start) / run.chosen.length);
    ({ state } = run);
  }
  return quantile(each, 0.5);
}
