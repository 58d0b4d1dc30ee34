import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { Document } from './document.ts';
import { sameSpans, type Numbered } from './forgotten.ts';
import { contextLines, type SourceFile } from './request.ts';

/** Files kept as tokens though no request names them; those not asked for longest go first. */
const mostUnused = 128;

/** The files read of late, by their path. */
export class Library {
  readonly #tokenizer: Tokenizer;
  readonly #chunk: number;
  /** In order of last use. */
  readonly #documents = new Map<string, Document>();
  /** What a context file's document was last made of: it rarely changes between two requests. */
  readonly #sources = new WeakMap<Document, SourceFile>();

  /** @param chunk tokens of one chunk of the grid */
  constructor(tokenizer: Tokenizer, chunk: number) {
    this.#tokenizer = tokenizer;
    this.#chunk = chunk;
  }

  /** The file at the cursor. */
  current(path: string, text: Numbered): Document {
    const document = this.#at(path);
    document.update(text);
    this.#sources.delete(document);
    return document;
  }

  /** The other files, in their order: without those that are not read, that come again, or that are the current one. */
  context(files: readonly SourceFile[], current: string): { readonly path: string; readonly document: Document }[] {
    const documents: { readonly path: string; readonly document: Document }[] = [];
    const seen = new Set([current]);
    for (const file of files) {
      const { path } = file;
      if (seen.has(path)) continue;
      seen.add(path);
      const known = this.#documents.get(path);
      const same = known !== undefined && isSame(this.#sources.get(known), file);
      const text = same ? undefined : contextLines(file);
      if (!same && text === undefined) continue;
      const document = this.#at(path);
      if (text !== undefined) {
        document.update(text);
        this.#sources.set(document, file);
      }
      documents.push({ path, document });
    }
    for (const path of [...this.#documents.keys()].slice(0, -(seen.size + mostUnused))) this.#documents.delete(path);
    return documents;
  }

  /** Lets go of these files, or of all. */
  forget(paths: readonly string[] | 'everything'): void {
    if (paths === 'everything') this.#documents.clear();
    else for (const path of paths) this.#documents.delete(path);
  }

  #at(path: string): Document {
    const document = this.#documents.get(path) ?? new Document(path, this.#tokenizer, this.#chunk);
    this.#documents.delete(path);
    this.#documents.set(path, document);
    return document;
  }
}

function isSame(known: SourceFile | undefined, { text, forgotten = [] }: SourceFile): boolean {
  return known !== undefined && known.text === text && sameSpans(known.forgotten ?? [], forgotten);
}
