import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundledKernel } from '../engine/kernel/binary.ts';
import { loadEngine, type Engine } from '../engine/load.ts';
import type { StartOptions } from '../engine/start.ts';
import type { Model } from '../engine/model.ts';
import type { SessionOptions } from '../memory/session.ts';
import type { Failure } from '../protocol/failure.ts';
import { Blocks } from '../syntax/blocks.ts';
import { Grammars } from '../syntax/grammars.ts';

/** The model that commands run: `models/` of the project, or the folder that PALIMPSEST_MODEL names. */
export function modelFolder(): string {
  return path.resolve(process.env['PALIMPSEST_MODEL'] ?? 'models');
}

/** `kernel` or `ort` in PALIMPSEST_BACKEND; else the faster one. */
function wantedBackend(): StartOptions['backend'] {
  const wanted = process.env['PALIMPSEST_BACKEND'];
  return wanted === 'kernel' || wanted === 'ort' ? wanted : undefined;
}

/**
 * The engine as it ships, in Node.
 *
 * @param kernel where there is no bundle to have it from
 */
export function load(
  folder = modelFolder(),
  kernel = bundledKernel(),
  backend = wantedBackend(),
): Promise<Engine | Failure> {
  // One thread, as in the editor: more of them add up in another order, and an answer might differ from the editor's.
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const options = { threads: 1, kernel, backend, log };
  return loadEngine({ read: (name) => readFile(path.join(folder, name)) }, options);
}

/** `PALIMPSEST_POINTER=off` leaves the pointer out, for comparison. */
export const copies = process.env['PALIMPSEST_POINTER'] !== 'off';

/** A session's parts as they ship. */
export function parts({ pointer, context }: Model): SessionOptions {
  return { syntax, pointer: copies ? pointer : undefined, context: context.tokens };
}

const folders: Readonly<Record<string, string>> = { 'web-tree-sitter.wasm': 'node_modules/web-tree-sitter' };

/** The grammars, those that do not ship among them. */
export const grammars = new Grammars((name) =>
  readFile(path.join(folders[name] ?? 'node_modules/@vscode/tree-sitter-wasm/wasm', name)),
);

/** What ends a block, as it ships. */
export const syntax = new Blocks(grammars);
