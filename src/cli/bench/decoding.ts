import type { Engine } from '../../engine/load.ts';
import { quantile } from './measure.ts';

const calls = 30;
const tokensOfOneCall = 8;

/** Milliseconds for one decoded token, the median of 30 calls of eight. */
export async function measureDecoding({ backend, tokenizer }: Engine): Promise<number> {
  const forced = tokenizer.line('export function main(options: Options): number {').slice(0, tokensOfOneCall);
  let { state } = await backend.steps(backend.initial(), [tokenizer.file, ...forced], 1, false);
  const each: number[] = [];
  for (let call = 0; call < calls; call++) {
    const start = performance.now();
    // Tokens that are given take the same steps as tokens that are chosen, and no stop comes between.
    ({ state } = await backend.steps(state, forced, 1, false));
    each.push((performance.now() - start) / forced.length);
  }
  return quantile(each, 0.5);
}
