/** `npm run -s complete | eval | bench`: builds the command line when its sources are newer, then becomes it. */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { ended, environment, node, root } from './run.mjs';

await build(['cli']);
const child = spawn(node, [`${root}dist/cli.js`, ...process.argv.slice(2)], { stdio: 'inherit', env: environment() });
// Ctrl+C reaches the child as well, which ends by its own rules.
process.on('SIGINT', () => undefined);
const code = await ended(child);
process.exitCode = typeof code === 'number' ? code : 1;
