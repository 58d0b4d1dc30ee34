import type { FileBits } from '../bits.ts';
import { FileModel } from './file-model.ts';
import type { Tables } from './tables.ts';

/** Minus log2 probability of a file's tokens after its header. */
export function ngramBits(tokens: readonly number[], header: number, tables: Tables): FileBits {
  const model = new FileModel(tables);
  model.read(tokens.slice(0, header));
  let bits = 0;
  for (const token of tokens.slice(header)) {
    bits -= Math.log2(model.next()[token]!);
    model.read([token]);
  }
  return { bits, tokens: tokens.length - header };
}
