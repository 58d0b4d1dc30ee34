/** What a run in an extension host needs: the extension as it is installed, and the suite as one script. */
import { fileURLToPath } from 'node:url';
import { node, quietly, root } from '../../scripts/run.mjs';
import { layOut } from '../../scripts/vsix.mjs';

const out = fileURLToPath(new URL('out/', import.meta.url));

/** The folder that the extension is laid out in. */
export const extension = `${out}extension`;

/** Lays out the extension and bundles the suite into it, where the web host looks for it; returns the suite's script. */
export async function buildSuite() {
  await layOut(extension);
  return bundle('suite.ts', 'extension/suite.js', 'commonjs2');
}

/** Bundles a script of this folder for a web worker or a page; returns where it is. */
export async function bundle(script, to = script.replace(/\.ts$/, '.js'), library = 'window') {
  const config = fileURLToPath(new URL('webpack.config.mjs', import.meta.url));
  await quietly(node, [
    '--disable-warning=ExperimentalWarning',
    `${root}node_modules/webpack/bin/webpack.js`,
    '--config',
    config,
    '--env',
    `script=${script}`,
    '--env',
    `to=${to}`,
    '--env',
    `library=${library}`,
  ]);
  return `${out}${to}`;
}
