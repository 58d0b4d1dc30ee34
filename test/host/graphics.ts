import * as vscode from 'vscode';
import { readFileIn, readScript, startWorker } from '../../src/editor/start-worker.ts';
import { EngineClient } from '../../src/engine/client.ts';
import type { Completed, Loaded } from '../../src/protocol/worker.ts';
import { readyExtension } from './ask.ts';
import { check, equal } from './check.ts';
import type { Cases } from './suite.ts';

const request = {
  path: 'a.ts',
  prefix: 'const one = all[1];\nconst two = ',
  suffix: '\n',
  lines: 'one',
  context: [],
} as const;

/** What a backend's name begins with. */
const names = { webgpu: 'webgpu (', ort: 'wasm', kernel: 'kernel' } as const;

/** Another engine, from the extension's own worker, on one backend. */
async function started(backend: keyof typeof names, onReplaced?: (loaded: Loaded) => void): Promise<EngineClient> {
  await readyExtension();
  const { extensionUri } = vscode.extensions.getExtension('palimpsest.palimpsest')!;
  const client = new EngineClient(startWorker(await readScript(extensionUri, 'dist/worker.js')), {
    readFile: ({ from, path }) => readFileIn(extensionUri, from === 'model' ? `models/${path}` : path),
    onReplaced,
  });
  const runtime = 'dist/ort-wasm-simd-threaded.wasm';
  const loaded = await client.load({ runtime, grammars: 'dist', words: {}, backend });
  check('backend' in loaded, `Not loaded: ${JSON.stringify(loaded)}`);
  check(loaded.backend.startsWith(names[backend]), `${loaded.backend}: ${loaded.note ?? ''}`);
  return client;
}

async function completed(client: EngineClient, prefix: string = request.prefix): Promise<Completed> {
  const answer = await client.complete({ ...request, prefix }, new AbortController().signal);
  check('text' in answer, `No answer: ${JSON.stringify(answer)}`);
  return answer;
}

/** Last of all: the graphics process of the browser is gone afterwards. */
export const graphics: Cases = {
  async 'WebGPU on a software adapter, in the extension’s worker: the words of ONNX Runtime, and once its device is lost those of what serves then'() {
    // On the desktop nothing says which adapter there is.
    if (vscode.env.uiKind === vscode.UIKind.Desktop) return;
    const reference = await started('ort');
    let replaced: Loaded | undefined;
    const client = await started('webgpu', (loaded) => (replaced = loaded));
    const [ours, theirs] = [await completed(client), await completed(reference)];
    equal(ours.text, theirs.text, 'the text');
    check(Math.abs(ours.confidence - theirs.confidence) < 1e-3, `${ours.confidence}, not ${theirs.confidence}`);
    const before = await client.inspect();
    check(before !== null && 'weights' in before, 'There is no memory to look at.');

    // The test that started the browser hears that.
    console.log('LOSE DEVICE');
    const longer = `const none = all[0];\n${request.prefix}`;
    const deadline = performance.now() + 20_000;
    for (let i = 0; replaced === undefined && performance.now() < deadline; i++) {
      await completed(client, `${longer}${'x'.repeat(i % 8)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    check(replaced !== undefined, 'Nobody said that another backend serves.');
    check(!replaced.backend.startsWith('webgpu'), `${replaced.backend} serves.`);
    check(/was lost/.test(replaced.note ?? ''), `The note: ${replaced.note}`);
    // The kernel rounds, so where two words are as likely it may take the other one.
    const same = await started(replaced.backend.startsWith(names.kernel) ? 'kernel' : 'ort');
    equal((await completed(client, longer)).text, (await completed(same, longer)).text, 'the text afterwards');
    for (const engine of [client, reference, same]) engine.dispose();
  },
};
