import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadEngine, type Engine } from '../../../src/engine/load.ts';
import { isFailure } from '../../../src/protocol/failure.ts';

/** Folder of the model that the tests run: the shipped one, or another while that is being made. */
export const modelFolder = resolve(process.env['PALIMPSEST_MODEL'] ?? 'models');

let loaded: Promise<Engine> | undefined;

/** The model on the real runtime, once a process. */
export function realEngine(): Promise<Engine> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Engine> {
  const engine = await loadEngine({ read: (path) => readFile(join(modelFolder, path)) });
  if (isFailure(engine)) throw new Error(engine.error);
  return engine;
}

const code = `import { readFile } from 'node:fs/promises';

/** Counts the words of a file. */
export async function countWords(path: string): Promise<number> {
  const text = await readFile(path, 'utf8');
  const words = text.split(/\\s+/).filter((word) => word !== '');
  return words.length;
}

export function longest(words: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const word of words) {
    if (best === undefined || word.length > best.length) best = word;
  }
  return best;
}
`;

/** Tokens of a file as the stream has them, from its header on. */
export function someTokens({ tokenizer }: Engine, count: number): number[] {
  const lines = ['src/words.ts', ...code.split('\n')].map((line) => [...tokenizer.line(line), tokenizer.newline]);
  const tokens = [tokenizer.file, ...lines.flat()];
  if (tokens.length < count) throw new RangeError(`There are only ${tokens.length} tokens.`);
  return tokens.slice(0, count);
}
