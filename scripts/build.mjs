/** Builds the bundles that are older than what they are made of. */
import { readdirSync, statSync } from 'node:fs';
import { node, quietly, root, say } from './run.mjs';

const sources = [
  'src',
  'media/memory-panel',
  'scripts/webpack',
  'scripts/kernel.mjs',
  'webpack.config.mjs',
  'package-lock.json',
];

const time = (path) => statSync(root + path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newest(path) {
  if (!statSync(root + path).isDirectory()) return time(path);
  return Math.max(...readdirSync(root + path).map((name) => newest(`${path}/${name}`)), time(path));
}

/**
 * Builds the named bundles (of webpack.config.mjs), or all, where needed.
 * @param {string[]} names
 */
export async function build(names = ['extension', 'worker', 'panel', 'cli']) {
  const latest = Math.max(...sources.map(newest));
  const stale = names.filter((name) => time(`dist/${name}.js`) < latest);
  if (stale.length === 0) return;
  say(`Building ${stale.join(', ')} ...`);
  const arguments_ = stale.flatMap((name) => ['--config-name', name]);
  await quietly(node, [
    '--disable-warning=ExperimentalWarning',
    `${root}node_modules/webpack/bin/webpack.js`,
    ...arguments_,
  ]);
}
