import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadEngine, type Engine } from '../engine/load.ts';
import type { Failure } from '../protocol/failure.ts';
import { Blocks } from '../syntax/blocks.ts';

/** The model that commands run: `models/` of the project, or the folder that PALIMPSEST_MODEL names. */
export function modelFolder(): string {
  return path.resolve(process.env['PALIMPSEST_MODEL'] ?? 'models');
}

/** The engine as it ships, in Node. */
export function load(folder = modelFolder()): Promise<Engine | Failure> {
  // One thread, as in the editor: more of them add up in another order, and an answer might differ from the editor's.
  return loadEngine({ read: (name) => readFile(path.join(folder, name)) }, { threads: 1 });
}

const grammars: Readonly<Record<string, string>> = { 'web-tree-sitter.wasm': 'node_modules/web-tree-sitter' };

/** What ends a block, as it ships. */
export const syntax = new Blocks((name) =>
  readFile(path.join(grammars[name] ?? 'node_modules/@vscode/tree-sitter-wasm/wasm', name)),
);
