import { decode, type Aborted, type DecodeStart } from '../engine/decode.ts';
import type { Backend } from '../engine/backend.ts';
import { heal } from '../engine/healing.ts';
import type { PrefixIndex } from '../engine/prefix-index.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { passBranch } from './branch.ts';
import type { Copying, Written } from './copying.ts';
import { CursorTexts } from './cursor-text.ts';
import { layOut, type Layout } from './layout.ts';
import type { Library } from './library.ts';
import { pack, unpack } from './packed.ts';
import type { PrimedFile } from './priming.ts';
import { Reading, type Read } from './reading.ts';
import type { CompletionRequest, Refused } from './request.ts';
import type { Syntax } from './syntax.ts';
import type { Timeline } from './timeline.ts';
import { fileWithout, parted, requestWithout, withoutHeads, type Head, type Lines } from './without.ts';

/** What is taken out. */
export interface Without {
  readonly heads?: readonly Head[] | undefined;
  readonly lines?: Lines | undefined;
}

/** A suggestion that was made. */
export interface Made {
  readonly request: CompletionRequest;
  readonly others: readonly PrimedFile[];
}

export interface WhatIfParts {
  readonly backend: Backend;
  readonly tokenizer: Tokenizer;
  readonly index: PrefixIndex;
  readonly library: Library;
  readonly timeline: Timeline;
  readonly copying: Copying;
  readonly syntax: Syntax | undefined;
}

/**
 * Makes a suggestion once more without a part of what it came from. It starts from the states that the session keeps, and
 * keeps none itself: whoever asks what would be costs nobody a state.
 */
export class WhatIf {
  readonly #parts: WhatIfParts;
  readonly #texts = new CursorTexts();

  constructor(parts: WhatIfParts) {
    this.#parts = parts;
  }

  async suggest(
    { request: asked, others }: Made,
    { heads = [], lines }: Without,
    cancelled: () => boolean,
  ): Promise<Written | Aborted | Refused> {
    const { backend, tokenizer, index, library, copying, syntax } = this.#parts;
    const request = lines ? requestWithout(asked, lines) : asked;
    const text = this.#texts.split(request);
    if ('refused' in text) return text;
    const reading = new Reading(backend, cancelled);
    const { kept: tokens, required } = heal(tokenizer, tokenizer.line(text.before), text.before);
    const kept = pack(tokens);
    const { chunk } = backend.config;
    const left = others.map((file) =>
      file.path === lines?.path ? fileWithout(file, lines, { newline: tokenizer.newline, chunk }) : file,
    );
    const current = library.current(request.path, text);
    const spot = { others: left, current, text, line: text.line, kept };
    const layout = await layOut(tokenizer, chunk, spot, reading.breathe);
    const read = layout && (await this.#read(layout, heads, reading));
    const pointer = read && (await copying.at(request, text, kept, reading));
    if (read === undefined || pointer === 'cancelled') return { aborted: 'cancelled' };
    const start: DecodeStart = {
      ...read,
      required,
      lines: request.lines,
      opening: text.before,
      syntax: request.lines === 'block' ? await syntax?.blockEnd(request) : undefined,
      pointer,
    };
    const decoded = await decode(withoutHeads(backend, heads), tokenizer, index, start, cancelled);
    return 'aborted' in decoded ? decoded : copying.written(decoded);
  }

  /** The heads are emptied once all but the last token has been read: what they hold there is all that they hold. */
  async #read({ chunks, branch }: Layout, heads: readonly Head[], reading: Reading): Promise<Read | undefined> {
    const { backend, timeline } = this.#parts;
    const trunk = await timeline.pass(chunks, reading);
    const { before, last } = parted(branch);
    const read = trunk && (await passBranch(trunk, before, reading));
    return read && withoutHeads(backend, heads).steps(read.state, unpack(last), 1, true);
  }
}
