/** Compiles src/engine/kernel/assembly to WebAssembly: once with plain SIMD, once with relaxed SIMD. */
import asc from 'assemblyscript/asc';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string[]} features
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function compile(features) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'src/engine/kernel/assembly/index.ts',
      ...['--baseDir', root, '--outFile', 'kernel.wasm', '--runtime', 'stub', '--optimizeLevel', '3', '--noAssert'],
      ...['--importMemory', '--use', 'abort=', ...features.flatMap((feature) => ['--enable', feature])],
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

/** @returns {Promise<{simd: Uint8Array<ArrayBuffer>, relaxed: Uint8Array<ArrayBuffer>}>} */
export async function compileKernel() {
  return { simd: await compile(['simd']), relaxed: await compile(['simd', 'relaxed-simd']) };
}
