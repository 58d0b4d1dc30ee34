/** The half of the memory panel that tells who wrote what: asked for only while its views are looked at. */
import type { Disposable, Event } from 'vscode';
import type { CollisionsAnswer } from '../protocol/collisions.ts';
import type { ViewId } from '../protocol/panel.ts';
import type { Progress } from '../protocol/progress.ts';
import type { RecallAnswer, TextPlace } from '../protocol/recall.ts';
import {
  reach,
  type ReadsAnswer,
  type TraceFromPanel,
  type TraceToPanel,
  type WritesAnswer,
} from '../protocol/trace.ts';
import type { WorkerCalls } from '../protocol/worker.ts';
import { openPlace } from './open-place.ts';
import { pace } from './panel-pace.ts';
import { ReadMarks } from './read-marks.ts';

export interface TraceSource {
  /**
   * Who wrote what the last suggestion read where one of its tokens is predicted. Undefined where there is none, or where
   * a newer one is being made.
   */
  reads(asked: WorkerCalls['reads']['params'], signal: AbortSignal): Promise<ReadsAnswer | undefined>;
  writes(signal: AbortSignal): Promise<WritesAnswer | undefined>;
  /** How well what was written is still recalled, and how that has come about for the tokens of a place. */
  recall(asked: WorkerCalls['recall']['params'], signal: AbortSignal): Promise<RecallAnswer | undefined>;
  collisions(signal: AbortSignal): Promise<CollisionsAnswer | undefined>;
  /** How far the text is read. */
  readonly onDidRead: Event<Progress>;
  /** Nobody looks any more. */
  endTrace(): void;
}

/** At most ten updates a second. */
const gapMs = 100;
/**
 * Where suggestions come one after the other, the engine works for the panel a twentieth of the time: at ten suggestions a
 * second that is 5 ms for each. A slow machine shows something within the longest rest all the same.
 */
const restPerMs = 20;
const longestRestMs = 2000;
/** What came to nothing because a suggestion was being made is asked for again after this long. */
const againMs = 1000;

/** An answer, with the engine's time that it took. */
type AnswerToPanel = Extract<TraceToPanel, { readonly ms: number }>;

export class PanelTrace {
  readonly #source: TraceSource;
  readonly #post: (message: TraceToPanel) => void;
  readonly #marks = new ReadMarks();
  readonly #updates = pace(
    () => this.#update(),
    gapMs,
    undefined,
    () => this.#restMs,
  );
  /** From the start of one update to that of the next, where only a suggestion asks for it. */
  #restMs = 0;
  #view: ViewId | undefined;
  #token: number | undefined;
  #place: TextPlace | undefined;
  /** How many of the last tokens are told apart; more than usual only as long as somebody looks. */
  #reach: number = reach.usual;
  #asked = new AbortController();
  #again: ReturnType<typeof setTimeout> | undefined;
  readonly #reading: Disposable;

  /** What each of the views is told. */
  readonly #asks: Partial<Record<ViewId, (signal: AbortSignal) => Promise<AnswerToPanel | undefined>>> = {
    reads: async (signal) => typed('reads', await this.#source.reads(this.#askedReads(), signal)),
    writes: async (signal) => typed('writes', await this.#source.writes(signal)),
    remembered: async (signal) => typed('recall', await this.#source.recall(this.#askedRecall(), signal)),
    capacity: async (signal) => typed('collisions', await this.#source.collisions(signal)),
  };

  /** @param post to the panel */
  constructor(source: TraceSource, post: (message: TraceToPanel) => void) {
    this.#source = source;
    this.#post = post;
    this.#reading = source.onDidRead(({ read, total }) => {
      if (this.#looks && this.#reach > reach.usual) post({ type: 'progress', read, total });
    });
  }

  /** What is looked at now; undefined where nothing is, or the picture is frozen. */
  show(view: ViewId | undefined): void {
    const looked = this.#looks;
    this.#view = view;
    if (this.#looks) this.#updates.ask();
    else if (looked) this.#rest();
  }

  /** A suggestion was made. */
  suggested(): void {
    this.#token = undefined;
    if (this.#looks) this.#updates.askLater();
  }

  receive(message: TraceFromPanel): void {
    switch (message.type) {
      case 'look':
        this.#token = message.token;
        if (this.#looks) this.#updates.ask();
        return;
      case 'recallOf':
        this.#place = message;
        this.#anew();
        return;
      case 'reach':
        this.#reach = message.tokens;
        this.#anew();
        return;
      case 'open':
        void openPlace(message);
        return;
      case 'decorate':
        this.#marks.show(message.lines);
    }
  }

  dispose(): void {
    this.#view = undefined;
    this.#rest();
    this.#marks.dispose();
    this.#reading.dispose();
  }

  get #looks(): boolean {
    return this.#view !== undefined && this.#view in this.#asks;
  }

  #askedReads() {
    return this.#token === undefined ? { reach: this.#reach } : { token: this.#token, reach: this.#reach };
  }

  #askedRecall() {
    return this.#place === undefined ? { reach: this.#reach } : { of: this.#place, reach: this.#reach };
  }

  /** Something else is wanted than what is being read for. */
  #anew(): void {
    if (!this.#looks) return;
    this.#asked.abort();
    this.#updates.ask();
  }

  #rest(): void {
    this.#reach = reach.usual;
    this.#updates.cancel();
    this.#asked.abort();
    clearTimeout(this.#again);
    this.#source.endTrace();
  }

  async #update(): Promise<void> {
    clearTimeout(this.#again);
    const { signal } = (this.#asked = new AbortController());
    const view = this.#view;
    const message = view && (await this.#asks[view]?.(signal));
    if (message !== undefined) this.#restMs = Math.min(longestRestMs, restPerMs * message.ms);
    if (message !== undefined && this.#view === view) this.#post(message);
    else this.#later(signal);
  }

  #later({ aborted }: AbortSignal): void {
    if (this.#looks && !aborted) this.#again = setTimeout(() => this.#updates.ask(), againMs);
  }
}

function typed<Type extends string, Answer>(type: Type, answer: Answer | undefined) {
  return answer && { type, ...answer };
}
