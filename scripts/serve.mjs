/** Serves a real VS Code with the extension installed, on this machine's loopback address and a fresh profile. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCodeServer } from './editor.mjs';
import { ended, environment, node, quietly } from './run.mjs';

/** A quiet editor: no welcome, no trust question, nothing kept from the last run, nothing that calls home. */
const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'files.hotExit': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  // The sample has no node_modules: what it can not resolve would be all red.
  'typescript.validate.enable': false,
  'javascript.validate.enable': false,
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
};

const trust = { 'security.workspace.trust.enabled': false };
const distrust = { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'always' };

/**
 * @param {object} options
 * @param {string} options.vsix the packed extension
 * @param {string} options.workspace folder to open; it is copied, so the original stays as it is
 * @param {number} [options.port] wanted port; another one is taken where it is in use
 * @param {Record<string, unknown>} [options.settings] on top of the quiet ones
 * @param {(folder: string) => Promise<void>} [options.prepare] gets the folder of the installed extension before the start
 * @param {boolean} [options.restricted] whether the workspace is one that nobody has said to trust
 * @returns {Promise<{url: string, workspace: string, settings: string, ended: Promise<unknown>, stop: () => Promise<void>}>}
 */
export async function serve({
  vsix,
  workspace,
  port = 0,
  settings: more = {},
  prepare = async () => undefined,
  restricted = false,
}) {
  const entry = await ensureCodeServer();
  const home = await mkdtemp(join(tmpdir(), 'palimpsest-'));
  const copy = join(home, 'workspace');
  const extensions = join(home, 'extensions');
  await cp(workspace, copy, { recursive: true });
  await mkdir(join(home, 'data/User'), { recursive: true });
  const file = join(home, 'data/User/settings.json');
  await writeFile(file, JSON.stringify({ ...settings, ...(restricted ? distrust : trust), ...more }));

  const places = ['--config', join(home, 'config.yaml'), '--user-data-dir', join(home, 'data')];
  const installed = ['--extensions-dir', extensions];
  const env = { XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, HOME: home };
  await quietly(node, [entry, ...places, ...installed, '--install-extension', vsix], { env });
  await prepare(
    join(
      extensions,
      (await readdir(extensions)).find((name) => name.startsWith('palimpsest.')),
    ),
  );

  const free = await freePort(port);
  const safe = ['--auth', 'none', '--disable-telemetry', '--disable-update-check'];
  if (!restricted) safe.push('--disable-workspace-trust');
  const address = ['--bind-addr', `127.0.0.1:${free}`];
  const child = spawn(node, [entry, ...places, ...installed, ...safe, ...address, copy], {
    env: environment(env),
    stdio: 'ignore',
    // A group of its own: stopping it stops the extension hosts and the terminals that it started.
    detached: true,
  });
  const over = ended(child);
  const kill = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  const letGo = endWith(kill);
  const stop = async () => {
    kill();
    await over;
    letGo();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = `http://localhost:${free}`;
  try {
    await answers(url, over);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, workspace: copy, settings: file, ended: over, stop };
}

/**
 * Has something done when this process ends, also by a signal: Node's own answer to one is to end without 'exit'.
 * @param {() => void} work
 * @returns {() => void} it is not to be done any more
 */
function endWith(work) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const onSignal = (signal) => {
    work();
    // Whoever else listens decides what becomes of the process.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.once('exit', work);
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    process.off('exit', work);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** The port if it is free, else any free one. */
export async function freePort(wanted = 0) {
  const server = createServer();
  const open = (port) =>
    new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await open(wanted).catch(() => open(0));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the server answers, at most a minute. */
async function answers(url, over) {
  const deadline = Date.now() + 60_000;
  let dead = false;
  void over.then(() => (dead = true));
  while (!dead && Date.now() < deadline) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(dead ? 'VS Code ended at once.' : 'VS Code did not answer within a minute.');
}
