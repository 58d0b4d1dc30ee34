/** From a cursor in a text to a completion: reads what is new, decodes, and keeps what was read. */
import { alternatives } from '../engine/alternatives.ts';
import type { Backend, State } from '../engine/backend.ts';
import type { Choice } from '../engine/choice.ts';
import { decode, type Aborted } from '../engine/decode.ts';
import { follow, type Followed } from '../engine/follow.ts';
import type { Mixture } from '../engine/pointer/mixture.ts';
import { PrefixIndex } from '../engine/prefix-index.ts';
import { reach } from '../protocol/trace.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { Approach } from './approach.ts';
import { Branches } from './branch.ts';
import { copiedFrom, type Copied } from './copied.ts';
import { Copying, type Written } from './copying.ts';
import { Library } from './library.ts';
import { pack } from './packed.ts';
import { Priming } from './priming.ts';
import { Reading, type Progress } from './reading.ts';
import type { CompletionRequest, Refused } from './request.ts';
import type { Point } from './snapshots.ts';
import { header, isClosing } from './stream.ts';
import type { Syntax } from './syntax.ts';
import { Timeline, type Kept } from './timeline.ts';
import { Tracer, type Left, type Trace } from './trace.ts';
import { Turns } from './turns.ts';
import { WhatIf, type Without } from './what-if.ts';

export type { Aborted } from '../engine/decode.ts';
export { withPlainLineEnds } from './request.ts';
export type { CompletionRequest, Refused, SourceFile } from './request.ts';
export type { Followed } from '../engine/follow.ts';
export type { Progress } from './reading.ts';
export type { Copied } from './copied.ts';
export type { Written } from './copying.ts';
export type { Without } from './what-if.ts';
export type { Origin } from './sources.ts';
export type { Syntax } from './syntax.ts';
export type { Trace } from './trace.ts';

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
  readonly #library: Library;
  readonly #priming: Priming;
  readonly #timeline: Timeline;
  readonly #branches: Branches;
  readonly #copying: Copying;
  readonly #approach: Approach;
  readonly #tracer: Tracer;
  readonly #whatIf: WhatIf;
  readonly #turns: Turns;
  #left: Left | undefined;

  constructor(backend: Backend, tokenizer: Tokenizer, options: SessionOptions = {}) {
    const { budget = defaultBudget, context = Infinity, waits = true, syntax, pointer, kept, onShortage } = options;
    const { chunk } = backend.config;
    this.#backend = backend;
    this.#tokenizer = tokenizer;
    const index = (this.#index = new PrefixIndex(tokenizer));
    const library = (this.#library = new Library(tokenizer, chunk));
    const priming = (this.#priming = new Priming(library, context));
    const timeline = (this.#timeline = new Timeline(backend.initial(), (1 - branchShare) * budget, kept));
    const branches = (this.#branches = new Branches(branchShare * budget));
    const copying = (this.#copying = new Copying(tokenizer, library, pointer));
    const shared = { backend, tokenizer, library, timeline, copying, syntax };
    this.#approach = new Approach({ ...shared, priming, branches, waits });
    this.#tracer = new Tracer(tokenizer, library, chunk);
    this.#whatIf = new WhatIf({ ...shared, index });
    let left = budget;
    this.#turns = new Turns(() => {
      left /= 2;
      timeline.halve();
      branches.halve();
      onShortage?.(left);
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
    return this.#turns.take(cancelled, () => this.#complete(request, cancelled));
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
    return this.#turns.take(cancelled, async (): Promise<{ readonly read: number } | Aborted | Refused> => {
      const reading = new Reading(this.#backend, cancelled, { idle: true, progress });
      return (await this.#approach.ahead(request, reading)) ?? { read: reading.tokens };
    });
  }

  /**
   * Records what the last completion was made from, as far as that has not been recorded yet: for somebody who looks.
   * Null where there was no completion yet.
   *
   * @param most tokens that are looked at
   */
  trace(cancelled: () => boolean, progress?: Progress, most: number = reach.usual): Promise<Trace | Aborted | null> {
    return this.#turns.take(cancelled, async (): Promise<Trace | Aborted | null> => {
      if (this.#left === undefined) return null;
      const reading = new Reading(this.#backend, cancelled, { progress });
      return (await this.#tracer.trace(this.#left, most, reading)) ?? { aborted: 'cancelled' };
    });
  }

  /**
   * What of a chosen token's probability is from the places that it may have been copied from; of the last completion.
   *
   * @param target one of the trace's tokens
   * @param breathe lets messages through; false once it is not wanted any more
   */
  copied({ left, chosen }: Trace, target: number, breathe: () => Promise<boolean>): Promise<Copied | Aborted> {
    const never = (): boolean => false;
    const parts = [this.#tokenizer, this.#index, this.#copying] as const;
    return this.#turns.take(never, async (): Promise<Copied | Aborted> => {
      // Something newer was suggested, or the text was forgotten.
      if (left !== this.#left) return { aborted: 'cancelled' };
      return (await copiedFrom(...parts, left, target - chosen, breathe)) ?? { aborted: 'cancelled' };
    });
  }

  /** Nobody looks any more: what was recorded is given back. */
  endTrace(): void {
    this.#tracer.clear();
  }

  /**
   * The last suggestion as it would be without a part of what it was read from: for somebody who asks. It leaves the
   * session as it was. Null where there was no completion yet.
   */
  whatIf(without: Without, cancelled: () => boolean): Promise<Written | Aborted | Refused | null> {
    return this.#turns.take<Written | Aborted | Refused | null>(cancelled, async () =>
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
    return this.#turns.take(never, async () => {
      this.#left = undefined;
      this.#branches.clear();
      this.#tracer.clear();
      this.#library.forget(paths);
      this.#priming.forget(paths);
      this.#timeline.hold(this.#priming.points);
      if (paths.length === 0) return;
      const headers = paths === 'everything' ? [''] : paths.map((path) => header(this.#tokenizer, path));
      const spared = next === undefined ? [] : await this.#approach.wayOf(next, new Reading(this.#backend, never));
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
    return this.#turns.take(never, async () => {
      const start = await this.#approach.start(request, new Reading(this.#backend, never));
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
    const start = await this.#approach.start(request, reading);
    if (!('decoding' in start)) return start;
    const { decoding, text } = start;
    const { others, reached, branch, held } = start.approached;
    const kept = pack(start.kept);
    const way = [this.#backend, this.#tokenizer, this.#index, decoding] as const;
    const decoded = await decode(...way, cancelled);
    if ('aborted' in decoded) return decoded;
    const { chosen } = decoded;
    const { required } = decoding;
    const beyond = this.#beyond(chosen, required.length);
    this.#left = { request, text, others, reached, branch, kept, chosen, required, beyond };
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

  /** How many of the chosen tokens spell nothing but what they had to begin with. */
  #beyond(chosen: readonly Choice[], required: number): number {
    let bytes = 0;
    const first = chosen.findIndex(({ token }) => (bytes += this.#tokenizer.bytes(token)?.length ?? 1) > required);
    return Math.max(0, first);
  }
}
