/**
 * `npm run publish:dry`: packs the extension and lets vsce and ovsx publish it, to a registry on this machine. Both
 * run all of their checks and send the whole package; none of it leaves the machine.
 */
import { readFile } from 'node:fs/promises';
import { startRegistry } from './dry-registry.mjs';
import { channel } from './channel.mjs';
import { node, quietly, root } from './run.mjs';
import { packageExtension } from './vsix.mjs';

const vsix = await packageExtension();
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
const bytes = await readFile(vsix);
const registry = await startRegistry();
// No token of a person must be near: what is sent here goes to a server that forgets it, and should not exist at all.
const env = { VSCE_MARKETPLACE_URL: registry.url, VSCE_PAT: 'dry', OVSX_PAT: 'dry', OVSX_REGISTRY_URL: registry.url };
try {
  await send('vsce', [`${root}node_modules/@vscode/vsce/vsce`, 'publish', '--packagePath', vsix]);
  await send('ovsx', [`${root}node_modules/ovsx/bin/ovsx`, 'publish', vsix, '--registryUrl', registry.url]);
} finally {
  await registry.stop();
}
console.log(`${version} (${channel(version)}): both would publish ${vsix.slice(root.length)}. Nothing was sent.`);

/** Runs one of the two, and makes sure that the package arrived, whole. */
async function send(tool, args) {
  const before = registry.sent.length;
  await quietly(node, args, { env });
  const arrived = registry.sent.slice(before).some(({ body }) => body.includes(bytes));
  if (!arrived) throw new Error(`${tool} has not sent the package: its checks or its interface have changed.`);
}
