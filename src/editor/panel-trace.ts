/** The half of the memory panel that tells who wrote what: asked for only while its views are looked at. */
import type { ViewId } from '../protocol/panel.ts';
import type { ReadsAnswer, TraceFromPanel, TraceToPanel, WritesAnswer } from '../protocol/trace.ts';
import { openPlace } from './open-place.ts';
import { pace } from './panel-pace.ts';
import { ReadMarks } from './read-marks.ts';

export interface TraceSource {
  /**
   * Who wrote what the last suggestion read where one of its tokens is predicted. Undefined where there is none, or where
   * a newer one is being made.
   */
  reads(token: number | undefined, signal: AbortSignal): Promise<ReadsAnswer | undefined>;
  writes(signal: AbortSignal): Promise<WritesAnswer | undefined>;
  /** Nobody looks any more. */
  endTrace(): void;
}

/** At most ten updates a second. */
const gapMs = 100;
/** What came to nothing because a suggestion was being made is asked for again after this long. */
const againMs = 1000;

export class PanelTrace {
  readonly #source: TraceSource;
  readonly #post: (message: TraceToPanel) => void;
  readonly #marks = new ReadMarks();
  readonly #updates = pace(() => this.#update(), gapMs);
  #view: ViewId | undefined;
  #token: number | undefined;
  #asked = new AbortController();
  #again: ReturnType<typeof setTimeout> | undefined;

  /** @param post to the panel */
  constructor(source: TraceSource, post: (message: TraceToPanel) => void) {
    this.#source = source;
    this.#post = post;
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
    if (this.#looks) this.#updates.ask();
  }

  receive(message: TraceFromPanel): void {
    switch (message.type) {
      case 'look':
        this.#token = message.token;
        if (this.#looks) this.#updates.ask();
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
  }

  get #looks(): boolean {
    return this.#view === 'reads' || this.#view === 'writes';
  }

  #rest(): void {
    this.#updates.cancel();
    this.#asked.abort();
    clearTimeout(this.#again);
    this.#source.endTrace();
  }

  async #update(): Promise<void> {
    clearTimeout(this.#again);
    const { signal } = (this.#asked = new AbortController());
    const view = this.#view;
    if (view === 'reads') {
      const answer = await this.#source.reads(this.#token, signal);
      if (answer !== undefined && this.#view === view) this.#post({ type: 'reads', ...answer });
      else this.#later(signal);
    } else if (view === 'writes') {
      const answer = await this.#source.writes(signal);
      if (answer !== undefined && this.#view === view) this.#post({ type: 'writes', ...answer });
      else this.#later(signal);
    }
  }

  #later({ aborted }: AbortSignal): void {
    if (this.#looks && !aborted) this.#again = setTimeout(() => this.#updates.ask(), againMs);
  }
}
