/** From a model folder to an engine that runs: the same way for the worker and for the command line. */
import { t } from '@vscode/l10n';
import { isFailure, messageOf, type Failure } from '../protocol/failure.ts';
import { loadTokenizer, type Pieces } from '../tokenizer/sentencepiece.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Backend } from './backend.ts';
import { checkFile } from './check-file.ts';
import type { FileCache } from './file-cache.ts';
import { Looking, startLook } from './kernel/look.ts';
import { checkSizes } from './model-limits.ts';
import { parseModel, type FileSpec, type Model } from './model.ts';
import { checkOpset } from './opset.ts';
import { startBackend, type StartOptions } from './start.ts';

export interface Engine {
  readonly model: Model;
  readonly backend: Backend;
  readonly tokenizer: Tokenizer;
  /** For those who look at the memory. */
  readonly look: Looking;
}

export interface ModelSource {
  /** Bytes of a file of the model folder; where there is none, a failure or a throw. */
  read(path: string): Promise<Uint8Array | Failure>;
  /** Looked at first for files whose checksum is known. */
  readonly cache?: FileCache | undefined;
  /** ONNX Runtime's WebAssembly, where it can not find it by itself. Asked for only where it serves or races; may throw. */
  readonly runtime?: (() => Promise<Uint8Array>) | undefined;
}

/** Reads, checks and starts everything. A failure names the file and says what is wrong with it. */
export async function loadEngine(source: ModelSource, options: StartOptions = {}): Promise<Engine | Failure> {
  const json = await readJson(source, 'model.json');
  if (isFailure(json)) return json;
  const model = parseModel(json);
  if (isFailure(model)) return model;
  const tooLarge = checkSizes(model);
  if (tooLarge !== undefined) return tooLarge;

  const graph = await readChecked(source, model.files.graph);
  if (isFailure(graph)) return graph;
  const tooNew = checkOpset(model.files.graph.path, graph);
  if (tooNew !== undefined) return tooNew;
  const weights = await readChecked(source, model.files.weights);
  if (isFailure(weights)) return weights;
  const tokenizer = await startTokenizer(source, model);
  if (isFailure(tokenizer)) return tokenizer;
  try {
    const files = { graph, weights, runtime: source.runtime, control: control(tokenizer) };
    const backend = await startBackend(model, files, { cache: source.cache, ...options });
    return { model, tokenizer, backend, look: new Looking(() => startLook(model, options.kernel)) };
  } catch (thrown) {
    return { error: t`The model can not be started from ${model.files.graph.path}: ${ended(messageOf(thrown))}` };
  }
}

/** Tokens that stand for no text are never chosen, but for the end. */
function control(tokenizer: Tokenizer): number[] {
  const all = Array.from({ length: tokenizer.size }, (_, id) => id);
  return all.filter((id) => id !== tokenizer.end && tokenizer.bytes(id) === undefined);
}

async function startTokenizer(source: ModelSource, model: Model): Promise<Tokenizer | Failure> {
  const file = await readChecked(source, model.files.tokenizer);
  if (isFailure(file)) return file;
  const pieces = await readChecked(source, model.files.pieces);
  if (isFailure(pieces)) return pieces;
  try {
    const table = JSON.parse(new TextDecoder().decode(pieces)) as Pieces;
    const tokenizer = await loadTokenizer(file, table, model.tokens);
    return tokenizer;
  } catch (thrown) {
    const { path } = model.files.tokenizer;
    return { error: t`The tokenizer can not be started from ${path}: ${ended(messageOf(thrown))}` };
  }
}

/** A file that model.json vouches for, whoever had it. */
async function readChecked(source: ModelSource, spec: FileSpec): Promise<Uint8Array | Failure> {
  const cached = await source.cache?.get(spec.sha256);
  if (cached !== undefined && checkFile(spec, cached) === undefined) return cached;
  const bytes = await read(source, spec.path);
  if (isFailure(bytes)) return bytes;
  const damage = checkFile(spec, bytes);
  if (damage !== undefined) return damage;
  await source.cache?.put(spec.sha256, bytes);
  return bytes;
}

async function readJson(source: ModelSource, path: string): Promise<unknown> {
  const bytes = await read(source, path);
  if (isFailure(bytes)) return bytes;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { error: t`${path} is damaged: it is not JSON.` };
  }
}

async function read(source: ModelSource, path: string): Promise<Uint8Array | Failure> {
  try {
    const bytes = await source.read(path);
    return isFailure(bytes) ? unreadable(path, bytes.error) : bytes;
  } catch (thrown) {
    return unreadable(path, messageOf(thrown));
  }
}

/** Also for the file that is not the model's: the runtime. */
export function unreadable(path: string, reason: string): Failure {
  return { error: t`${path} can not be read: ${ended(reason)}` };
}

/** What others say ends as it likes; what a person is told is sentences. */
function ended(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
