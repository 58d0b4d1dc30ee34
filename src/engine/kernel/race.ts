import type { Backend } from '../backend.ts';

/** By how much the kernel has to be faster: int8 costs a little precision. */
export const leastGain = 1.3;

const rounds = 5;
const tokens = 4;

/**
 * How many times as fast as `other` a backend decodes. Turn by turn, and the best of each: a busy machine only ever adds
 * time. A tenth of a second.
 */
export async function race(backend: Backend, other: Backend): Promise<number> {
  const racers = [backend, other].map((runner) => ({ runner, state: runner.initial(), best: Infinity }));
  for (let round = 0; round < rounds; round++) {
    for (const racer of racers) {
      const start = performance.now();
      const { state, chosen } = await racer.runner.steps(racer.state, [round], tokens, false);
      racer.best = Math.min(racer.best, (performance.now() - start) / chosen.length);
      racer.state = state;
    }
  }
  return racers[1]!.best / racers[0]!.best;
}
