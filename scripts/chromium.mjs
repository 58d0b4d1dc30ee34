/** Finds Chromium for the tests in a real browser; on Debian and as root it installs it. */
import { existsSync } from 'node:fs';
import { quietly, say } from './run.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Without a sandbox and background traffic: it only ever opens pages of this machine. */
export const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGPU without a graphics card: for correctness, never for speed. */
export const softwareGpu = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-webgpu-adapter=swiftshader'];

/** The path of a Chromium; throws with advice where there is none and none can be installed. */
export async function ensureChromium() {
  const found = () => [process.env.CHROMIUM, ...places].find((path) => path !== undefined && existsSync(path));
  if (found() === undefined && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    say('Installing Chromium (apt-get) ...');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await quietly('apt-get', ['update', '-qq'], { env });
    await quietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  }
  const path = found();
  if (path === undefined) throw new Error('No Chromium found: install it, or set CHROMIUM to its path.');
  return path;
}
