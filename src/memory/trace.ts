/** What a completion was made from, token by token: for somebody who looks at the memory. */
import type { Choice } from '../engine/choice.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { CursorText } from './cursor-text.ts';
import type { Library } from './library.ts';
import { pack, type Packed } from './packed.ts';
import { lastPlaces, type Placed } from './places.ts';
import type { PrimedFile } from './priming.ts';
import type { Part } from './reads.ts';
import type { Reading } from './reading.ts';
import { Recorder, type Recording } from './recorder.ts';
import type { CompletionRequest } from './request.ts';
import type { Branch } from './stream.ts';
import type { Reached } from './timeline.ts';

/** What stands in the memories that a completion was decoded from, and who put it there. */
export interface Trace {
  readonly recording: Recording;
  /** Each token of the recording, and after them the last one that was chosen. */
  readonly places: readonly Placed[];
  /** Where the first token that was chosen stands in them. */
  readonly chosen: number;
  /** Where the first token stands that goes beyond what was typed. */
  readonly beyond: number;
  /** The completion. */
  readonly left: Left;
  /** Milliseconds that the recording took. */
  readonly ms: number;
}

/** The parts of the recording that were read before the first token was chosen: they end with a piece of the way. */
export function partsRead({ recording: { parts }, chosen }: Trace): Part[] {
  let left = chosen;
  return parts.filter(({ length }) => (left -= length) >= 0);
}

/** What a completion leaves behind for somebody who looks. */
export interface Left {
  readonly request: CompletionRequest;
  readonly text: CursorText;
  readonly others: readonly PrimedFile[];
  readonly reached: Reached;
  readonly branch: Branch;
  /** Tokens kept of the cursor's line, and those that were chosen after them. */
  readonly kept: Packed;
  readonly chosen: readonly Choice[];
  /** Bytes that the chosen had to begin with. */
  readonly required: Uint8Array;
  /** How many of the chosen spell nothing but what they had to begin with. */
  readonly beyond: number;
}

export class Tracer {
  readonly #tokenizer: Tokenizer;
  readonly #library: Library;
  readonly #recorder: Recorder;

  /** @param chunk most tokens that a backend records at once */
  constructor(tokenizer: Tokenizer, library: Library, chunk: number) {
    this.#tokenizer = tokenizer;
    this.#library = library;
    this.#recorder = new Recorder(chunk);
  }

  /**
   * Records what has not been recorded yet. Undefined where it was cancelled.
   *
   * @param most tokens that are looked at
   */
  async trace(left: Left, most: number, reading: Reading): Promise<Trace | undefined> {
    const { request, text, others, reached, branch, kept, beyond } = left;
    const chosen = pack(left.chosen.map(({ token }) => token));
    const { remainder, aside, runs } = branch;
    const lead = runs.slice(1, kept === '' ? undefined : -1).join('');
    const pieces = [remainder, aside + runs[0]!, lead, kept, chosen.slice(0, -1)];
    const begin = performance.now();
    const recording = await this.#recorder.read({ reached, pieces }, most, reading);
    if (recording === undefined) return undefined;
    const ms = performance.now() - begin;
    const current = this.#library.current(request.path, text);
    const cursor = { others, current, text, kept, chosen };
    const places = lastPlaces(this.#tokenizer, cursor, recording.tokens + 1);
    const first = places.length - chosen.length;
    return { recording, places, chosen: first, beyond: first + beyond, left, ms };
  }

  /** Gives back what was recorded. */
  clear(): void {
    this.#recorder.clear();
  }
}
