/** Packs the extension. What goes in is said once, in .vscodeignore. */
import { readFile } from 'node:fs/promises';
import { build } from './build.mjs';
import { node, quietly, root } from './run.mjs';

const vsce = `${root}node_modules/@vscode/vsce/vsce`;

/** Builds and packs; returns the path of the .vsix. */
export async function packageExtension() {
  await build(['extension', 'worker', 'panel']);
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const out = `${root}palimpsest-${version}.vsix`;
  await quietly(node, [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', out]);
  return out;
}

/** The files that would be packed, in order. */
export async function packedFiles() {
  const list = await quietly(node, [vsce, 'ls', '--no-dependencies']);
  return list.trim().split('\n').sort();
}
