/** Installs the npm packages when they are missing or older than the lock file. Plain Node 20. */
import { statSync } from 'node:fs';
import { npm, root, say } from './run.mjs';

const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

export async function ensureModules() {
  // npm writes this copy of the lock file last of all, so it also tells a broken-off install.
  if (time(`${root}node_modules/.package-lock.json`) >= time(`${root}package-lock.json`)) return;
  say('Installing npm packages ...');
  await npm(['ci', '--no-audit', '--no-fund']);
}
