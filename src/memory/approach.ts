/** From a cursor in a text to where a decoding starts: the other files, the trunk, and the branch to the cursor are read. */
import type { Backend } from '../engine/backend.ts';
import type { Aborted, DecodeStart } from '../engine/decode.ts';
import { heal } from '../engine/healing.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Branches } from './branch.ts';
import type { Copying } from './copying.ts';
import { CursorTexts, type CursorText } from './cursor-text.ts';
import { layOut, type Layout } from './layout.ts';
import type { Library } from './library.ts';
import { pack, type Packed } from './packed.ts';
import type { PrimedFile, Priming } from './priming.ts';
import type { Read, Reading } from './reading.ts';
import type { CompletionRequest, Refused } from './request.ts';
import { blockStart, lengthOf, type Branch } from './stream.ts';
import type { Syntax } from './syntax.ts';
import type { Reached, Timeline } from './timeline.ts';

/** At the cursor, all read that a completion is decoded from. */
export interface Approached extends Read {
  /** Tokens read, from the trunk's first. */
  readonly held: number;
  readonly others: readonly PrimedFile[];
  readonly reached: Reached;
  readonly branch: Branch;
}

/** Where a decoding starts. */
export interface Start {
  readonly decoding: DecodeStart;
  /** Tokens kept of the cursor's line. */
  readonly kept: readonly number[];
  readonly text: CursorText;
  readonly approached: Approached;
}

export interface ApproachParts {
  readonly backend: Backend;
  readonly tokenizer: Tokenizer;
  readonly library: Library;
  readonly priming: Priming;
  readonly timeline: Timeline;
  readonly branches: Branches;
  readonly copying: Copying;
  readonly syntax: Syntax | undefined;
  /** Whether a decoding waits for the other files to be read. */
  readonly waits: boolean;
}

export class Approach {
  readonly #parts: ApproachParts;
  readonly #texts = new CursorTexts();

  constructor(parts: ApproachParts) {
    this.#parts = parts;
  }

  /** Reads all that a decoding starts from. */
  async start(request: CompletionRequest, reading: Reading): Promise<Start | Aborted | Refused> {
    const { tokenizer, timeline, copying, syntax, waits } = this.#parts;
    const text = this.#texts.split(request);
    if ('refused' in text) return text;
    const { kept, required } = heal(tokenizer, tokenizer.line(text.before), text.before);
    if (waits && !(await this.#prime(request, reading))) return { aborted: 'cancelled' };
    const approached = await this.#approach(request, text, text.line, reading, pack(kept));
    if (approached === undefined) return { aborted: 'cancelled' };
    timeline.ask(approached.reached.point);
    const pointer = await copying.at(request, text, pack(kept), reading);
    if (pointer === 'cancelled') return { aborted: 'cancelled' };
    const blockEnd = request.lines === 'block' ? await syntax?.blockEnd(request) : undefined;
    const { state, logits } = approached;
    const { before: opening } = text;
    const decoding = { state, logits, required, lines: request.lines, opening, syntax: blockEnd, pointer };
    return { decoding, kept, text, approached };
  }

  /** Reads what a decoding there starts from, and what one on the next line will; undefined where that is done. */
  async ahead(request: CompletionRequest, reading: Reading): Promise<Aborted | Refused | undefined> {
    const { copying, waits } = this.#parts;
    const text = this.#texts.split(request);
    if ('refused' in text) return text;
    if (!waits && !(await this.#around(request, text, reading))) return { aborted: 'cancelled' };
    if (!(await this.#prime(request, reading))) return { aborted: 'cancelled' };
    if (!(await this.#around(request, text, reading))) return { aborted: 'cancelled' };
    const pointer = await copying.at(request, text, '', reading);
    return pointer === 'cancelled' ? { aborted: 'cancelled' } : undefined;
  }

  /** The chunks that a decoding there reads. */
  async wayOf(request: CompletionRequest, reading: Reading): Promise<readonly Packed[]> {
    const text = this.#texts.split(request);
    if ('refused' in text) return [];
    const others = this.#parts.priming.known(request.context, request.path);
    return (await this.#layOut(request, text, text.line, '', others, reading))?.chunks ?? [];
  }

  /** Reads the other files, where that is still to be done. False where the request was cancelled. */
  async #prime({ path, context }: CompletionRequest, reading: Reading): Promise<boolean> {
    const { priming, timeline } = this.#parts;
    const wanted = await priming.prepare(context, path, reading.breathe);
    const chunks = wanted?.flatMap((file) => file.chunks);
    const reached = chunks && (await timeline.read(chunks, reading));
    if (reached === undefined) return false;
    priming.done(path, { files: wanted!, point: chunks!.length > 0 ? reached.point : undefined });
    timeline.hold(priming.points);
    return true;
  }

  /** Reads what a completion at the cursor needs, and one on the next line. False where the request was cancelled. */
  async #around(request: CompletionRequest, text: CursorText, reading: Reading): Promise<boolean> {
    if ((await this.#approach(request, text, text.line, reading)) === undefined) return false;
    const same = blockStart(text.line + 1) === blockStart(text.line);
    return same || (await this.#approach(request, text, text.line + 1, reading)) !== undefined;
  }

  /** Reads up to a line, the cursor's or the one that will be the cursor's, and `kept` of it. */
  async #approach(
    request: CompletionRequest,
    text: CursorText,
    line: number,
    reading: Reading,
    kept: Packed = '',
  ): Promise<Approached | undefined> {
    const { priming, timeline, branches } = this.#parts;
    const others = priming.known(request.context, request.path);
    const layout = await this.#layOut(request, text, line, kept, others, reading);
    const reached = layout && (await timeline.read(layout.chunks, reading));
    if (reached === undefined) return undefined;
    const { branch } = layout!;
    const read = await branches.read(reached, branch, reading);
    return read && { ...read, held: reached.point.position + lengthOf(branch), others, reached, branch };
  }

  #layOut(
    { path }: CompletionRequest,
    text: CursorText,
    line: number,
    kept: Packed,
    others: readonly PrimedFile[],
    { breathe }: Reading,
  ): Promise<Layout | undefined> {
    const { backend, tokenizer, library } = this.#parts;
    const spot = { others, current: library.current(path, text), text, line, kept };
    return layOut(tokenizer, backend.config.chunk, spot, breathe);
  }
}
