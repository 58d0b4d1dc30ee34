/** What several shaders need. Places in `weights` count float16; two of them are a word. */

/** `tokens` and `logprobs` hold a chunk's, then those that are chosen; the targets of a scored chunk take their place. */
export const run = (places: number): string => `
struct Run {
  at: u32,        // the first token to be fed
  rows: u32,      // how many are fed side by side
  done: u32,      // a stop was chosen: nothing changes any more
  one_line: u32,
  record: u32,
  tokens: array<u32, ${places}>,
  logprobs: array<f32, ${places}>,
}
`;

/** Numbers of 32 bits before `tokens`. */
export const runHeader = 5;

export const half = `
fn half(at: u32) -> f32 {
  let pair = unpack2x16float(weights[at >> 1u]);
  return select(pair.x, pair.y, (at & 1u) == 1u);
}
`;
