/** From a cursor in a text to a completion: reads what is new, decodes, and keeps what was read. */
import type { Backend, State } from '../engine/backend.ts';
import { alternatives } from '../engine/alternatives.ts';
import type { BlockEnd } from '../engine/block-end.ts';
import type { Choice } from '../engine/choice.ts';
import { decode, type Aborted, type DecodeStart } from '../engine/decode.ts';
import { follow, type Followed } from '../engine/follow.ts';
import { heal } from '../engine/healing.ts';
import type { Mixture } from '../engine/pointer/mixture.ts';
import { isOutOfMemory } from '../engine/out-of-memory.ts';
import { PrefixIndex } from '../engine/prefix-index.ts';
import { reach } from '../protocol/trace.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { Branches } from './branch.ts';
import { Copying, type Written } from './copying.ts';
import { CursorTexts, type CursorText } from './cursor-text.ts';
import { layOut, type Layout } from './layout.ts';
import { Library } from './library.ts';
import { pack, type Packed } from './packed.ts';
import { lastPlaces, type Placed } from './places.ts';
import { Recorder, type Recording } from './recorder.ts';
import { Priming, type PrimedFile } from './priming.ts';
import { Reading, type Progress, type Read } from './reading.ts';
import type { CompletionRequest, Refused } from './request.ts';
import type { Point } from './snapshots.ts';
import { blockStart, header, isClosing, lengthOf, type Branch } from './stream.ts';
import { Timeline, type Kept, type Reached } from './timeline.ts';
import { WhatIf, type Without } from './what-if.ts';

export type { Aborted } from '../engine/decode.ts';
export { withPlainLineEnds } from './request.ts';
export type { CompletionRequest, Refused, SourceFile } from './request.ts';
export type { Followed } from '../engine/follow.ts';
export type { Progress } from './reading.ts';
export type { Written } from './copying.ts';
export type { Without } from './what-if.ts';
export type { Origin } from './sources.ts';

/** A text that goes in at the cursor; `\n` line ends. */
export interface Completion extends Written {
  /** Other texts, as many as were asked for and could be found, the likeliest first. */
  readonly others: readonly Written[];
  /** The texts also cover the rest of the cursor's line, which is closing characters only. */
  readonly replaceRest: boolean;
  /** Tokens decoded, those of the others not counted. */
  readonly tokens: number;
  /** Tokens read for this request. */
  readonly read: number;
  /** Tokens that `state` holds, from the trunk's first. */
  readonly held: number;
  /** What the decoding started from. */
  readonly state: State;
  /** Where the branch of `state` left the trunk. */
  readonly point: Point;
}

/** What stands in the memories that the last completion was decoded from, and who put it there. */
export interface Trace {
  readonly recording: Recording;
  /** Each token of the recording, and after them the last one that was chosen. */
  readonly places: readonly Placed[];
  /** Where the first token that was chosen stands in them. */
  readonly chosen: number;
  /** Where the first token stands that goes beyond what was typed. */
  readonly beyond: number;
  /** The text that it was made in. */
  readonly request: CompletionRequest;
  /** Milliseconds that the recording took. */
  readonly ms: number;
}

/** Where a decoding starts. */
interface Start {
  readonly decoding: DecodeStart;
  /** Tokens kept of the cursor's line. */
  readonly kept: readonly number[];
  readonly text: CursorText;
  readonly approached: Approached;
}

export interface SessionOptions {
  /** Bytes of all states kept between requests. */
  readonly budget?: number;
  /** Most tokens of other files that stand before the current one; all of them where it is left out. */
  readonly context?: number;
  /** Whether a completion waits for the other files to be read; else only `read` reads them, and it goes without. */
  readonly waits?: boolean;
  readonly syntax?: Syntax | undefined;
  /** How copies are mixed in; left out, nothing is copied. */
  readonly pointer?: Mixture | undefined;
  /** States of the trunk that outlive the session. */
  readonly kept?: Kept | undefined;
  /** Told when memory does not suffice and the budget has been halved. */
  readonly onShortage?: ((budget: number) => void) | undefined;
}

/** What knows the syntax of the languages. */
export interface Syntax {
  /** For a block at the cursor; undefined where the language is not known or there is no such block. */
  blockEnd(request: Pick<CompletionRequest, 'path' | 'prefix' | 'suffix'>): Promise<BlockEnd | undefined>;
}

/** What a completion leaves behind for somebody who looks at the memory. */
interface Left {
  readonly request: CompletionRequest;
  readonly text: CursorText;
  readonly others: readonly PrimedFile[];
  readonly reached: Reached;
  readonly branch: Branch;
  readonly kept: Packed;
  readonly chosen: Packed;
  readonly beyond: number;
}

/** At the cursor, all read that a completion is decoded from. */
interface Approached extends Read {
  /** Tokens read, from the trunk's first. */
  readonly held: number;
  readonly others: readonly PrimedFile[];
  readonly reached: Reached;
  readonly branch: Branch;
}

const defaultBudget = 64 * 2 ** 20;
/** Of the budget, for states inside branches. */
const branchShare = 0.25;

/**
 * Completes in files of one workspace. A completion depends on its request only; what a session remembers decides
 * only how much of it has to be read. One request runs at a time, the others wait for their turn.
 */
export class Session {
  readonly #backend: Backend;
  readonly #tokenizer: Tokenizer;
  readonly #index: PrefixIndex;
  readonly #texts = new CursorTexts();
  readonly #library: Library;
  readonly #priming: Priming;
  readonly #waits: boolean;
  readonly #onShortage: ((budget: number) => void) | undefined;
  #budget: number;
  readonly #timeline: Timeline;
  readonly #branches: Branches;
  readonly #syntax: Syntax | undefined;
  readonly #recorder: Recorder;
  readonly #whatIf: WhatIf;
  #left: Left | undefined;
  readonly #copying: Copying;
  #last: Promise<unknown> = Promise.resolve();

  constructor(backend: Backend, tokenizer: Tokenizer, options: SessionOptions = {}) {
    const { budget = defaultBudget, context = Infinity, waits = true, syntax, pointer, kept, onShortage } = options;
    this.#backend = backend;
    this.#tokenizer = tokenizer;
    this.#index = new PrefixIndex(tokenizer);
    this.#library = new Library(tokenizer, backend.config.chunk);
    this.#priming = new Priming(this.#library, context);
    this.#waits = waits;
    this.#budget = budget;
    this.#onShortage = onShortage;
    this.#timeline = new Timeline(backend.initial(), (1 - branchShare) * budget, kept);
    this.#syntax = syntax;
    this.#recorder = new Recorder(backend.config.chunk);
    this.#copying = new Copying(tokenizer, this.#library, pointer);
    this.#branches = new Branches(branchShare * budget);
    this.#whatIf = new WhatIf({
      backend,
      tokenizer,
      syntax,
      index: this.#index,
      library: this.#library,
      timeline: this.#timeline,
      copying: this.#copying,
    });
  }

  /** Bytes of the states kept. */
  get bytes(): number {
    return this.#timeline.bytes + this.#branches.bytes;
  }

  /** The states kept along the trunk, and what they have spared. */
  get snapshots(): { readonly count: number; readonly bytes: number; readonly found: number; readonly read: number } {
    const { count, bytes, found, chunksRead: read } = this.#timeline;
    return { count, bytes, found, read };
  }

  /** Throws what the backend throws, and nothing else. */
  complete(request: CompletionRequest, cancelled: () => boolean): Promise<Completion | Aborted | Refused> {
    return this.#turn(cancelled, () => this.#complete(request, cancelled));
  }

  /**
   * Reads what a completion there needs, and what one on the next line will need: for idle time.
   *
   * @param progress told after each call to the backend
   * @returns tokens read
   */
  read(
    request: CompletionRequest,
    cancelled: () => boolean,
    progress?: Progress,
  ): Promise<{ readonly read: number } | Aborted | Refused> {
    return this.#turn(cancelled, async (): Promise<{ readonly read: number } | Aborted | Refused> => {
      const text = this.#texts.split(request);
      if ('refused' in text) return text;
      const reading = new Reading(this.#backend, cancelled, { idle: true, progress });
      if (!this.#waits && !(await this.#around(request, text, reading))) return { aborted: 'cancelled' };
      if (!(await this.#prime(request, reading))) return { aborted: 'cancelled' };
      if (!(await this.#around(request, text, reading))) return { aborted: 'cancelled' };
      if ((await this.#copying.at(request, text, '', reading)) === 'cancelled') return { aborted: 'cancelled' };
      return { read: reading.tokens };
    });
  }

  /**
   * Records what the last completion was made from, as far as that has not been recorded yet: for somebody who looks.
   * Null where there was no completion yet.
   *
   * @param most tokens that are looked at
   */
  trace(cancelled: () => boolean, progress?: Progress, most: number = reach.usual): Promise<Trace | Aborted | null> {
    return this.#turn(cancelled, async (): Promise<Trace | Aborted | null> => {
      if (this.#left === undefined) return null;
      const { request, text, others, reached, branch, kept, chosen, beyond } = this.#left;
      const { remainder, aside, runs } = branch;
      const lead = runs.slice(1, kept === '' ? undefined : -1).join('');
      const pieces = [remainder, aside + runs[0]!, lead, kept, chosen.slice(0, -1)];
      const reading = new Reading(this.#backend, cancelled, { progress });
      const begin = performance.now();
      const recording = await this.#recorder.read({ reached, pieces }, most, reading);
      if (recording === undefined) return { aborted: 'cancelled' };
      const ms = performance.now() - begin;
      const current = this.#library.current(request.path, text);
      const cursor = { others, current, text, kept, chosen };
      const places = lastPlaces(this.#tokenizer, cursor, recording.tokens + 1);
      const first = places.length - chosen.length;
      return { recording, places, chosen: first, beyond: first + beyond, request, ms };
    });
  }

  /** Nobody looks any more: what was recorded is given back. */
  endTrace(): void {
    this.#recorder.clear();
  }

  /**
   * The last suggestion as it would be without a part of what it was read from: for somebody who asks. It leaves the
   * session as it was. Null where there was no completion yet.
   */
  whatIf(without: Without, cancelled: () => boolean): Promise<Written | Aborted | Refused | null> {
    return this.#turn<Written | Aborted | Refused | null>(cancelled, async () =>
      this.#left === undefined ? null : this.#whatIf.suggest(this.#left, without, cancelled),
    );
  }

  /**
   * Lets go of all states that have read one of these files, here and where they outlive the session, and of what was
   * recorded. What is asked for from now on has to come without what is forgotten (`forgotten`, or not in `context`).
   *
   * @param paths none where something is only to be read again that was not
   * @param next what is going to be asked for: the states on its way stay
   */
  forget(paths: readonly string[] | 'everything', next?: CompletionRequest): Promise<unknown> {
    const never = (): boolean => false;
    return this.#turn(never, async () => {
      this.#left = undefined;
      this.#branches.clear();
      this.#recorder.clear();
      this.#library.forget(paths);
      this.#priming.forget(paths);
      this.#timeline.hold(this.#priming.points);
      if (paths.length === 0) return;
      const headers = paths === 'everything' ? [''] : paths.map((path) => header(this.#tokenizer, path));
      const spared = next === undefined ? [] : await this.#wayOf(next, new Reading(this.#backend, never));
      await this.#timeline.forget((way) => headers.some((begin) => way.includes(begin)), spared);
    });
  }

  /**
   * What the model and the copies think of the rest of a line that is known, token by token.
   *
   * @param rest what follows the cursor on its line; `request.suffix` begins behind it
   */
  follow(request: CompletionRequest, rest: string): Promise<readonly Followed[] | Aborted | Refused> {
    const never = (): boolean => false;
    return this.#turn(never, async () => {
      const start = await this.#start(request, new Reading(this.#backend, never));
      if (!('decoding' in start)) return start;
      const { kept, decoding } = start;
      const line = this.#tokenizer.line(decoding.opening + rest);
      // Other pieces than those that were read: then its tokens do not follow them.
      if (kept.some((token, i) => line[i] !== token)) return [];
      const tokens = [...line.slice(kept.length), this.#tokenizer.end];
      return follow(this.#backend, this.#tokenizer, this.#index, decoding, tokens);
    });
  }

  async #complete(request: CompletionRequest, cancelled: () => boolean): Promise<Completion | Aborted | Refused> {
    const reading = new Reading(this.#backend, cancelled);
    const start = await this.#start(request, reading);
    if (!('decoding' in start)) return start;
    const { decoding, text } = start;
    const { others, reached, branch, held } = start.approached;
    const kept = pack(start.kept);
    const way = [this.#backend, this.#tokenizer, this.#index, decoding] as const;
    const decoded = await decode(...way, cancelled);
    if ('aborted' in decoded) return decoded;
    const chosen = pack(decoded.chosen.map(({ token }) => token));
    const beyond = this.#beyond(decoded.chosen, decoding.required.length);
    this.#left = { request, text, others, reached, branch, kept, chosen, beyond };
    const forks = await alternatives(...way, decoded, request.alternatives ?? 0, cancelled);
    if ('aborted' in forks) return forks;
    return {
      ...this.#copying.written(decoded),
      others: forks.map((other) => this.#copying.written(other)),
      replaceRest: isClosing(text.after),
      tokens: decoded.tokens,
      read: reading.tokens,
      held,
      state: decoding.state,
      point: reached.point,
    };
  }

  /** Reads the other files, where that is still to be done. False where the request was cancelled. */
  async #prime({ path, context }: CompletionRequest, reading: Reading): Promise<boolean> {
    const wanted = await this.#priming.prepare(context, path, reading.breathe);
    const chunks = wanted?.flatMap((file) => file.chunks);
    const reached = chunks && (await this.#timeline.read(chunks, reading));
    if (reached === undefined) return false;
    this.#priming.done(path, { files: wanted!, point: chunks!.length > 0 ? reached.point : undefined });
    this.#timeline.hold(this.#priming.points);
    return true;
  }

  /** Reads what a completion at the cursor needs, and one on the next line. False where the request was cancelled. */
  async #around(request: CompletionRequest, text: CursorText, reading: Reading): Promise<boolean> {
    if ((await this.#approach(request, text, text.line, reading)) === undefined) return false;
    const same = blockStart(text.line + 1) === blockStart(text.line);
    return same || (await this.#approach(request, text, text.line + 1, reading)) !== undefined;
  }

  /** Reads all that a decoding starts from. */
  async #start(request: CompletionRequest, reading: Reading): Promise<Start | Aborted | Refused> {
    const text = this.#texts.split(request);
    if ('refused' in text) return text;
    const { kept, required } = heal(this.#tokenizer, this.#tokenizer.line(text.before), text.before);
    if (this.#waits && !(await this.#prime(request, reading))) return { aborted: 'cancelled' };
    const approached = await this.#approach(request, text, text.line, reading, pack(kept));
    if (approached === undefined) return { aborted: 'cancelled' };
    const pointer = await this.#copying.at(request, text, pack(kept), reading);
    if (pointer === 'cancelled') return { aborted: 'cancelled' };
    const syntax = request.lines === 'block' ? await this.#syntax?.blockEnd(request) : undefined;
    const { state, logits } = approached;
    const decoding = { state, logits, required, lines: request.lines, opening: text.before, syntax, pointer };
    return { decoding, kept, text, approached };
  }

  /** Reads up to a line, the cursor's or the one that will be the cursor's, and `kept` of it. */
  async #approach(
    request: CompletionRequest,
    text: CursorText,
    line: number,
    reading: Reading,
    kept: Packed = '',
  ): Promise<Approached | undefined> {
    const others = this.#priming.known(request.context, request.path);
    const layout = await this.#layOut(request, text, line, kept, others, reading);
    const reached = layout && (await this.#timeline.read(layout.chunks, reading));
    if (reached === undefined) return undefined;
    const { branch } = layout!;
    const read = await this.#branches.read(reached, branch, reading);
    return read && { ...read, held: reached.point.position + lengthOf(branch), others, reached, branch };
  }

  /** The chunks that a completion there reads. */
  async #wayOf(request: CompletionRequest, reading: Reading): Promise<readonly Packed[]> {
    const text = this.#texts.split(request);
    if ('refused' in text) return [];
    const others = this.#priming.known(request.context, request.path);
    return (await this.#layOut(request, text, text.line, '', others, reading))?.chunks ?? [];
  }

  #layOut(
    { path }: CompletionRequest,
    text: CursorText,
    line: number,
    kept: Packed,
    others: readonly PrimedFile[],
    { breathe }: Reading,
  ): Promise<Layout | undefined> {
    const spot = { others, current: this.#library.current(path, text), text, line, kept };
    return layOut(this.#tokenizer, this.#backend.config.chunk, spot, breathe);
  }

  /** How many of the chosen tokens spell nothing but what they had to begin with. */
  #beyond(chosen: readonly Choice[], required: number): number {
    let bytes = 0;
    const first = chosen.findIndex(({ token }) => (bytes += this.#tokenizer.bytes(token)?.length ?? 1) > required);
    return Math.max(0, first);
  }

  /** Where memory does not suffice, half of what is kept is let go, and the work is tried once more. */
  async #twice<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      this.#budget /= 2;
      this.#timeline.halve();
      this.#branches.halve();
      this.#onShortage?.(this.#budget);
      return work();
    }
  }

  /** Runs `work` after all work given before, whatever becomes of that, unless it is not wanted any more by then. */
  #turn<T>(cancelled: () => boolean, work: () => Promise<T>): Promise<T | Aborted> {
    const turn = this.#last.then<T | Aborted>(() => (cancelled() ? { aborted: 'cancelled' } : this.#twice(work)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
