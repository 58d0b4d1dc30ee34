/**
 * Tokens as a string of one UTF-16 unit each. Much of reading is asking whether tokens are those that were read
 * before; strings are compared, cut and used as keys by the engine itself, and take two bytes a token.
 */
export type Packed = string;

/** Ids must be below 65536. */
export function pack(tokens: readonly number[]): Packed {
  let packed = '';
  for (const token of tokens) packed += String.fromCharCode(token);
  return packed;
}

export function unpack(packed: Packed): number[] {
  const tokens = Array<number>(packed.length);
  for (let i = 0; i < packed.length; i++) tokens[i] = packed.charCodeAt(i);
  return tokens;
}
