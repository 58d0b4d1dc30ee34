/**
 * `npm run -s complete | eval | card | bench`: builds the command line when its sources are newer, then becomes it.
 * Before `eval` the held-out files are fetched, once.
 */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { ensureHeldOut } from './held-out.mjs';
import { ended, environment, node, root } from './run.mjs';

await build(['cli']);
if (process.argv[2] === 'eval') await ensureHeldOut(process.argv.slice(3));
const child = spawn(node, [`${root}dist/cli.js`, ...process.argv.slice(2)], { stdio: 'inherit', env: environment() });
// Ctrl+C reaches the child as well, which ends by its own rules.
process.on('SIGINT', () => undefined);
const code = await ended(child);
process.exitCode = typeof code === 'number' ? code : 1;
