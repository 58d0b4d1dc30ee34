/** Packs the extension. What goes in is said once, in .vscodeignore. */
import { cp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { channel } from './channel.mjs';
import { node, quietly, root } from './run.mjs';

/** Nobody should wait for an extension. */
const mostBytes = 60_000_000;

const vsce = `${root}node_modules/@vscode/vsce/vsce`;

/**
 * Builds and packs; returns the path of the .vsix. Where PALIMPSEST_VSIX names one that is packed already, as `npm test`
 * does for its test files, which run beside each other, it is that one.
 */
export async function packageExtension() {
  if (process.env.PALIMPSEST_VSIX) return process.env.PALIMPSEST_VSIX;
  await build(['extension', 'worker', 'panel']);
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const out = `${root}palimpsest-${version}.vsix`;
  const preRelease = channel(version) === 'pre-release' ? ['--pre-release'] : [];
  await quietly(node, [vsce, 'package', '--no-dependencies', ...preRelease, '--out', out]);
  const { size } = await stat(out);
  if (size > mostBytes) throw new Error(`${out} has ${size} bytes, more than the ${mostBytes} that it may have.`);
  return out;
}

/** The files that are packed, in order; built where needed. */
export async function packedFiles() {
  await build(['extension', 'worker', 'panel']);
  const list = await quietly(node, [vsce, 'ls', '--no-dependencies']);
  return list.trim().split('\n').sort();
}

/**
 * Lays the files that are packed into a folder, as an installed extension has them.
 * @param {string} folder emptied first
 */
export async function layOut(folder) {
  await rm(folder, { recursive: true, force: true });
  for (const file of await packedFiles()) await cp(join(root, file), join(folder, file));
  await useModel(folder);
}

/** Puts the model that PALIMPSEST_MODEL names, if it does, into an installed extension. */
export async function useModel(folder) {
  const model = process.env.PALIMPSEST_MODEL;
  if (model !== undefined) await cp(model, join(folder, 'models'), { recursive: true });
}
