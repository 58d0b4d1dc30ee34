/**
 * Makes sentencepiece-js fit for every host: no file access, no branch for Node, no network. `src/tokenizer/native.ts`
 * hands the model's bytes to its WebAssembly, so all that is left of the package is that WebAssembly and its glue.
 *
 * Each cut must find its place: a new version of the package that reads otherwise stops the build, not the user.
 */
const cuts = [
  // `load` reads a path through this; without it, it stops there, as native.ts expects.
  { what: 'file access', from: "var fs = require('fs');", to: 'var fs = {};' },
  // Asks `document`, `__filename` and a computed `require`, for nothing: the wasm is a data address.
  { what: 'script address', from: /var _scriptDir = \(typeof document[^;]*\);/, to: "var _scriptDir = '';" },
  {
    what: 'test for Node',
    from: /ENVIRONMENT_IS_NODE=typeof process=="object"[^;]*;/,
    to: 'ENVIRONMENT_IS_NODE=false;',
  },
  // Needs `module`, installs process-wide exception handlers.
  {
    what: 'branch for Node',
    from: /if\(ENVIRONMENT_IS_NODE\)\{const\{createRequire[^]*?\}else if\(ENVIRONMENT_IS_WEB\|\|/,
    to: 'if(ENVIRONMENT_IS_WEB||',
  },
  // Fetching a data address is against the extension host's content policy, and would be reported there.
  {
    what: 'fetch',
    from: 'if(!wasmBinary&&(ENVIRONMENT_IS_WEB||ENVIRONMENT_IS_WORKER)){if(typeof fetch',
    to: 'if(false){if(typeof fetch',
  },
  {
    what: 'streaming',
    from: 'if(!wasmBinary&&typeof WebAssembly.instantiateStreaming=="function"',
    to: 'if(false',
  },
];

/** @param {string} source */
export default function sentencepieceLoader(source) {
  return cuts.reduce((text, { what, from, to }) => {
    const next = text.replace(from, () => to);
    if (next === text) throw new Error(`sentencepiece-js has changed: there is no "${what}" to cut out`);
    return next;
  }, source);
}
