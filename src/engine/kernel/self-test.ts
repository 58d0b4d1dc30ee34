import type { Backend } from '../backend.ts';
import type { Model } from '../model.ts';

/**
 * The first shipped model reaches 0.9999 in int8, random weights of 38 M parameters 0.988. What is wrong correlates far less,
 * and how exact int8 is, the unit tests say: one text can not.
 */
const leastCorrelation = 0.95;

/**
 * Whether a backend computes the model: logits after a few tokens, against those recorded at export. Fed once as a chunk
 * and once in two parts, so that carrying the state is tested, too.
 *
 * @returns what is wrong; undefined when nothing is
 */
export async function selfTest(backend: Backend, { check }: Model): Promise<string | undefined> {
  if (check === undefined) return 'the model has no recorded logits';
  const { tokens, ids, logits } = check;
  const whole = await backend.chunk(backend.initial(), tokens);
  const half = tokens.length >> 1;
  const first = await backend.chunk(backend.initial(), tokens.slice(0, half));
  const parts = await backend.steps(first.state, tokens.slice(half), 1, false);
  for (const result of [whole, parts]) {
    const r = correlation(
      ids.map((id) => result.logits[id]!),
      logits,
    );
    // Not a number is not enough, either.
    if (!(r >= leastCorrelation)) return `its logits correlate ${r.toFixed(3)} with the recorded ones`;
  }
  return undefined;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i]! - mb);
    aa += (value - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}
