/**
 * Four bundles from one source. TypeScript is only stripped (webpack does it with Node's own type stripping, the same
 * that runs the unit tests); `npm run typecheck` checks it.
 *
 *   dist/extension.js  the extension, in the web worker host of every VS Code
 *   dist/worker.js     the engine, in a worker of its own: a classic script, since VS Code's `Worker` takes no other
 *   dist/panel.js,css  the memory panel's front end, in a webview
 *   dist/cli.js        the command line, in Node
 */
import CopyPlugin from 'copy-webpack-plugin';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { compileKernel } from './scripts/kernel.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const grammar = (file) => here(`node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-${file}.wasm`);
const runtime = (file) => here(`node_modules/onnxruntime-web/dist/${file}`);

/** The kernel as src/engine/kernel/binary.ts takes it; compiled once, for the bundles that want it. */
let kernel;
async function withKernel() {
  kernel ??= compileKernel();
  const flavours = Object.entries(await kernel);
  const base64 = Object.fromEntries(flavours.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));
  return new webpack.DefinePlugin({ KERNEL: JSON.stringify(base64) });
}

/** What all bundles share. `changes` are merged in one level deep; plugins may be promised. */
function bundle(name, entry, changes) {
  return async (_env, { mode = 'production' }) => ({
    name,
    mode,
    entry: { [name]: here(entry) },
    // Always written: scripts/build.mjs tells by their time that the bundles are new.
    output: { path: here('dist'), filename: '[name].js', compareBeforeEmit: false, ...changes.output },
    target: changes.target,
    devtool: mode === 'production' ? false : 'inline-source-map',
    externals: changes.externals,
    plugins: await Promise.all((changes.plugins ?? []).map((plugin) => (plugin === withKernel ? plugin() : plugin))),
    resolve: {
      alias: { 'onnxruntime-web/wasm$': runtime('ort.wasm.bundle.min.mjs') },
      ...changes.resolve,
    },
    module: {
      // Libraries are told where their wasm is: webpack must not copy files or make chunks for their fallbacks.
      parser: { javascript: { url: false, worker: false, dynamicImportMode: 'eager' } },
      rules: [
        // Cuts what a page's policy would report (its wasm is inside the file); owned by src/tokenizer.
        { test: /sentencepiece-js[\\/]dist[\\/]index\.js$/, loader: here('scripts/webpack/sentencepiece-loader.mjs') },
      ],
    },
    performance: { hints: false },
    stats: 'errors-warnings',
  });
}

const noNode = { fallback: { fs: false, path: false, crypto: false } };

// Else webpack puts in where the source lay on the machine that built it. Nobody asks: the wasm is given as bytes.
const nowhere = new webpack.DefinePlugin({ 'import.meta.url': JSON.stringify('file:///palimpsest/worker.js') });

export default [
  bundle('extension', 'src/extension.ts', {
    target: 'webworker',
    output: { library: { type: 'commonjs2' } },
    externals: { vscode: 'commonjs vscode' },
    plugins: [
      new CopyPlugin({
        patterns: [
          runtime('ort-wasm-simd-threaded.wasm'),
          here('node_modules/web-tree-sitter/web-tree-sitter.wasm'),
          ...['typescript', 'tsx', 'javascript', 'python', 'go', 'rust', 'java', 'cpp'].map(grammar),
        ].map((from) => ({ from, to: '[name][ext]' })),
      }),
    ],
  }),
  bundle('worker', 'src/worker.ts', {
    target: 'webworker',
    output: { iife: true },
    resolve: noNode,
    plugins: [nowhere, withKernel],
  }),
  bundle('panel', 'media/memory-panel/main.ts', {
    target: 'web',
    output: { iife: true },
  }),
  bundle('cli', 'src/cli/main.ts', {
    target: 'node24',
    output: { library: { type: 'commonjs2' } },
    plugins: [withKernel],
  }),
];
