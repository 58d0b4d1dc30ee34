/** Runs commands from the repository's root, quietly unless they fail. Plain Node 20: it runs before anything is installed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Node 24, installed by `npm ci`; what every tool here runs under, whatever the machine's own Node is. */
export const node = `${root}node_modules/node/bin/node`;

/** The environment with Node 24 and the installed tools first on PATH. */
export function environment(extra = {}) {
  const path = [`${root}node_modules/.bin`, process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/**
 * Runs a command to its end. Its output is kept back and shown only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>}} [options]
 * @returns {Promise<string>} what it printed
 */
export async function quietly(command, args, { cwd = root, env = {} } = {}) {
  const child = spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const code = await ended(child);
  if (code === 0) return output;
  const last = output.trimEnd().split('\n').slice(-40).join('\n');
  throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${last}`);
}

/** Resolves with the exit code of a child, or the name of the signal or error that ended it. */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

/** npm of the machine, also where only `node` is on PATH. */
export async function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && existsSync(cli)) return quietly(process.execPath, [cli, ...args], options);
  return quietly('npm', args, options);
}

/** One line of progress on stderr, so that stdout stays the answer. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
