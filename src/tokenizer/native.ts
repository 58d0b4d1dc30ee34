// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the tests' project sees it by this alone
/// <reference path="./sentencepiece-js.d.ts" />
/**
 * sentencepiece-js's WebAssembly, brought up without its file access. Everything odd about that package stays here.
 */
import { SentencePieceProcessor, type NativeModule } from 'sentencepiece-js';
import { t } from '@vscode/l10n';
import { messageOf, type Failure } from '../protocol/failure.ts';

/** Text to token ids, as SentencePiece gives them. */
export type Encode = (text: string) => number[];

/** A processor with the given `tokenizer.model` loaded. */
export async function loadNative(model: Uint8Array): Promise<Encode | Failure> {
  const native = await instantiate();
  if ('error' in native) return native;
  try {
    const processor = new native.SentencePieceProcessor();
    native.FS.writeFile('tokenizer.model', model);
    // The status that Load returns has only a text, and that text is not always true: the caller checks the result.
    withView(native, 'tokenizer.model', (path) => processor.Load(path).delete());
    return (text) => withView(native, text, (view) => numbers(processor.EncodeAsIds(view)));
  } catch (thrown) {
    return { error: t`sentencepiece-js does not read tokenizer.model: ${messageOf(thrown)}` };
  }
}

/**
 * `load` brings the module up, keeps it and then reads a file by its path. It gets a path that no file has, and fails
 * there; what it was to do next is done here, with bytes, and so works where there are no files.
 */
async function instantiate(): Promise<NativeModule | Failure> {
  const wrapper = new SentencePieceProcessor();
  let reason = t('no module');
  await wrapper.load('').catch((thrown: unknown) => (reason = messageOf(thrown)));
  removeCrashHandlers();
  return wrapper.sentencepiece ?? { error: t`sentencepiece-js does not start: ${reason}` };
}

interface Emitter {
  listeners(event: string): ((...args: unknown[]) => void)[];
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * In Node, emscripten's start-up code installs handlers that turn every unhandled rejection of the process into a
 * crash. They are told from others that come meanwhile by their text. (Bundles do not have them: the webpack loader.)
 */
function removeCrashHandlers(): void {
  const { process } = globalThis as { process?: Partial<Emitter> };
  if (process?.listeners === undefined || process.removeListener === undefined) return;
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    for (const listener of process.listeners(event)) {
      if (/ExitStatus|^function\s*\(reason\)\s*\{\s*throw reason;?\s*\}$/.test(String(listener))) {
        process.removeListener(event, listener);
      }
    }
  }
}

/** Hands `use` a view of a string on the wasm heap, which takes two objects there, and frees both. */
function withView<T>(native: NativeModule, text: string, use: (view: ReturnType<ViewOf>) => T): T {
  const holder = new native.StringView(text);
  const view = holder.getView();
  try {
    return use(view);
  } finally {
    view.delete();
    holder.delete();
  }
}

type ViewOf = InstanceType<NativeModule['StringView']>['getView'];

function numbers(vector: { size(): number; get(index: number): number; delete(): void }): number[] {
  const values: number[] = [];
  for (let at = 0, size = vector.size(); at < size; at++) values.push(vector.get(at));
  vector.delete();
  return values;
}
