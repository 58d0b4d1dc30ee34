/** The suite as one script: a web worker host can not load files one by one. */
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  mode: 'development',
  devtool: false,
  target: 'webworker',
  entry: here('suite.ts'),
  output: { path: here('out/extension'), filename: 'suite.js', library: { type: 'commonjs2' } },
  externals: { vscode: 'commonjs vscode' },
};
