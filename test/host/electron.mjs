/**
 * `npm run test:desktop`: the same suite in a VS Code for the desktop, which @vscode/test-electron downloads. It covers
 * what a browser can not: that the desktop runs the extension in its web worker host, with the desktop's WebGPU.
 */
import { runTests } from '@vscode/test-electron';
import { root } from '../../scripts/run.mjs';
import { buildSuite, extension } from './prepare.mjs';

const tests = await buildSuite();
await runTests({
  version: '1.137.0',
  extensionDevelopmentPath: extension,
  extensionTestsPath: tests,
  launchArgs: [`${root}test/data/sample`, '--extensionDevelopmentKind=web', '--disable-extensions'],
});
