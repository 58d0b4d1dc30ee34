import type { Backend } from '../backend.ts';

/** Milliseconds, for both together. */
const duration = 1000;
const choices = 8;

/**
 * How many times as fast as `other` a backend does what a suggestion at a new place takes: it reads a chunk and writes
 * eight tokens. Turn by turn for a second, each at least twice, and the best of each: a busy machine only ever adds time.
 *
 * @param ofOneCall tokens that the decoding asks for at once: a graphics card answers one call after the other slowly
 */
export async function race(backend: Backend, other: Backend, ofOneCall: number): Promise<number> {
  const racers = [backend, other].map((runner) => ({ runner, chunk: Infinity, token: Infinity }));
  const end = performance.now() + duration;
  for (let round = 0; round < 2 || performance.now() < end; round++) {
    for (const racer of racers) {
      const { config } = racer.runner;
      const tokens = Array.from({ length: config.chunk }, (_, i) => (round + i) % config.vocab);
      const start = performance.now();
      let { state } = await racer.runner.chunk(racer.runner.initial(), tokens);
      const read = performance.now();
      let written = 0;
      while (written < choices) {
        const run = await racer.runner.steps(state, [tokens[written]!], ofOneCall, false);
        ({ state } = run);
        written += run.chosen.length;
      }
      racer.chunk = Math.min(racer.chunk, read - start);
      racer.token = Math.min(racer.token, (performance.now() - read) / written);
    }
  }
  const [ours, theirs] = racers.map(({ chunk, token }) => chunk + choices * token);
  return theirs! / ours!;
}
