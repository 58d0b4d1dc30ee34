/** One of this folder's scripts as one file: neither a web worker host nor a page can load them one by one. */
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** `script` and `to` are relative to here and to `out`, `library` is how its exports are handed on. */
export default ({ script, to, library }) => ({
  mode: 'development',
  devtool: false,
  target: 'webworker',
  entry: here(script),
  output: { path: here('out'), filename: to, library: { type: library } },
  externals: { vscode: 'commonjs vscode' },
  // What the extension's own bundles are told of their libraries, too: see webpack.config.mjs.
  resolve: {
    alias: { 'onnxruntime-web/wasm$': here('../../node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs') },
    fallback: { fs: false, path: false, crypto: false },
  },
  module: {
    parser: { javascript: { url: false, worker: false, dynamicImportMode: 'eager' } },
    rules: [
      {
        test: /sentencepiece-js[\\/]dist[\\/]index\.js$/,
        loader: here('../../scripts/webpack/sentencepiece-loader.mjs'),
      },
    ],
  },
  plugins: [new webpack.DefinePlugin({ 'import.meta.url': JSON.stringify('file:///palimpsest/test.js') })],
});
