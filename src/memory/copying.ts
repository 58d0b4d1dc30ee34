/** What may be copied at a cursor, and where what was copied stands: the pointer's side of a session. */
import type { Written as Decoding } from '../engine/output.ts';
import type { Mixture } from '../engine/pointer/mixture.ts';
import type { Place, Pointer } from '../engine/pointer/pointer.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { CursorText } from './cursor-text.ts';
import type { Library } from './library.ts';
import type { Packed } from './packed.ts';
import type { Reading } from './reading.ts';
import type { CompletionRequest } from './request.ts';
import { Sources, type Origin } from './sources.ts';

/** What was decoded. */
export interface Written extends Omit<Decoding, 'copied'> {
  /** The line that most of it was copied from, if most of it was copied. */
  readonly copied?: Origin | undefined;
}

export class Copying {
  readonly #library: Library;
  readonly #sources: Sources | undefined;

  /** @param mixture how copies are mixed in; left out, nothing is copied */
  constructor(tokenizer: Tokenizer, library: Library, mixture: Mixture | undefined) {
    this.#library = library;
    this.#sources = mixture && new Sources(tokenizer, mixture);
  }

  /**
   * What may be copied at the cursor. Files that are new are tokenised first, while messages get their turn.
   *
   * @param kept tokens kept of the cursor's line
   */
  async at(
    { path, context }: Pick<CompletionRequest, 'path' | 'context'>,
    text: CursorText,
    kept: Packed,
    { breathe }: Pick<Reading, 'breathe'>,
  ): Promise<Pointer | undefined | 'cancelled'> {
    if (this.#sources === undefined) return undefined;
    const current = this.#library.current(path, text);
    const others = this.#library.context(context, path);
    for (const document of [current, ...others.map(({ document }) => document)]) {
      if (!(await document.prepare(document.length, breathe))) return 'cancelled';
    }
    return this.#sources.at({ path, document: current }, text.line, kept, others);
  }

  /** Where a place that the last pointer found stands: line and column from 0. */
  spot(place: Place): { readonly path: string; readonly line: number; readonly column: number } {
    const { path, line } = this.#sources!.origin(place);
    return { path, line: line - 1, column: this.#sources!.column(place) };
  }

  /** A decoding with the line that the last pointer copied it from. */
  written({ text, logprob, lines, parts, copied }: Decoding): Written {
    return { text, logprob, lines, parts, copied: copied && this.#sources?.origin(copied) };
  }
}
