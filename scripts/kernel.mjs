/** Compiles src/engine/kernel/assembly to WebAssembly, in each of its flavours (src/engine/kernel/binary.ts). */
import asc from 'assemblyscript/asc';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string[]} features of WebAssembly
 * @param {0 | 1} pairs the constant PAIRS of assembly/matrix.ts
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function compile(features, pairs) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'src/engine/kernel/assembly/index.ts',
      ...['--baseDir', root, '--outFile', 'kernel.wasm', '--runtime', 'stub', '--optimizeLevel', '3', '--noAssert'],
      ...['--importMemory', '--use', 'abort=', '--use', `PAIRS=${pairs}`],
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      writeFile: (name, content) => {
        if (name.endsWith('.wasm')) binary = new Uint8Array(content);
      },
    },
  );
  if (error || binary === undefined) throw new Error(`The kernel does not compile: ${stderr.toString()}`);
  return binary;
}

/** @returns {Promise<Record<'simd' | 'dot' | 'pairs', Uint8Array<ArrayBuffer>>>} */
export async function compileKernel() {
  const relaxed = ['simd', 'relaxed-simd'];
  return { simd: await compile(['simd'], 0), dot: await compile(relaxed, 0), pairs: await compile(relaxed, 1) };
}
