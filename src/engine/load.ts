/** From a model folder to an engine that runs: used alike by the worker and by the command line. */
import { loadTokenizer } from '../tokenizer/sentencepiece.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { isFailure, messageOf, type Failure } from '../protocol/failure.ts';
import type { Backend } from './backend.ts';
import { checkFile, wayOut } from './check-file.ts';
import { parseModel, type FileSpec, type Model } from './model.ts';
import { createOrtBackend, type OrtOptions } from './ort.ts';
import { expandFloat16 } from './weights.ts';

export interface Engine {
  readonly model: Model;
  readonly backend: Backend;
  readonly tokenizer: Tokenizer;
}

export interface ModelSource {
  /** Bytes of a file of the model folder; a failure, or a throw, where there is none. Offsets may be odd. */
  read(path: string): Promise<Uint8Array | Failure>;
  /** The same for one whose checksum is known, so that a cache may answer. Checked here, whoever answers. */
  readChecked?(spec: FileSpec): Promise<Uint8Array | Failure>;
  /** ONNX Runtime's WebAssembly, where it has to be given. */
  readonly runtime?: Uint8Array | undefined;
}

/** Reads, checks and starts everything. A failure names the file and says what to do about it. */
export async function loadEngine(source: ModelSource, options?: OrtOptions): Promise<Engine | Failure> {
  const model = await readModel(source);
  if (isFailure(model)) return model;
  const { graph, weights, tokenizer, pieces } = model.files;
  const files: Uint8Array[] = [];
  for (const spec of [graph, weights, tokenizer, pieces]) {
    const bytes = await readFile(spec.path, () => source.readChecked?.(spec) ?? source.read(spec.path));
    if (isFailure(bytes)) return bytes;
    const damage = checkFile(spec, bytes);
    if (damage !== undefined) return damage;
    files.push(bytes);
  }
  const [graphBytes, weightBytes, tokenizerBytes, pieceBytes] = files as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  try {
    const built = await loadTokenizer(tokenizerBytes, JSON.parse(new TextDecoder().decode(pieceBytes)));
    const backend = await createOrtBackend(
      model,
      { graph: graphBytes, weights: expandFloat16(weightBytes), runtime: source.runtime },
      options,
    );
    return { model, backend, tokenizer: built };
  } catch (thrown) {
    return { error: `The model could not be started: ${messageOf(thrown)} ${wayOut}` };
  }
}

async function readModel(source: ModelSource): Promise<Model | Failure> {
  const bytes = await readFile('model.json', () => source.read('model.json'));
  if (isFailure(bytes)) return bytes;
  try {
    const model = parseModel(JSON.parse(new TextDecoder().decode(bytes)));
    return isFailure(model) ? { error: `${model.error} ${wayOut}` } : model;
  } catch {
    return { error: `model.json is damaged: it is not JSON. ${wayOut}` };
  }
}

async function readFile(path: string, read: () => Promise<Uint8Array | Failure>): Promise<Uint8Array | Failure> {
  try {
    return await read();
  } catch (thrown) {
    return { error: `${path} can not be read: ${messageOf(thrown)} ${wayOut}` };
  }
}
