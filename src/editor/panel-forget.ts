/** The half of the memory panel that forgets, and that asks what would be suggested without a part of what was read. */
import type { Event } from 'vscode';
import type {
  ForgetFromPanel,
  ForgetMessage,
  ForgetToPanel,
  WhatIfAnswer,
  WhatIfQuestion,
} from '../protocol/forget.ts';

export interface ForgetSource {
  readonly onDidChangeForgotten: Event<unknown>;
  /** Whether something is forgotten. */
  someForgotten(): boolean;
  forget(what: ForgetMessage): void;
  remember(): void;
  /** Undefined where there was no suggestion yet, or a newer one is being made. */
  whatIf(question: WhatIfQuestion, signal: AbortSignal): Promise<WhatIfAnswer | undefined>;
}

export class PanelForget {
  readonly #source: ForgetSource;
  readonly #post: (message: ForgetToPanel) => void;
  readonly #listening;
  #asked = new AbortController();

  /** @param post to the panel */
  constructor(source: ForgetSource, post: (message: ForgetToPanel) => void) {
    this.#source = source;
    this.#post = post;
    this.#listening = source.onDidChangeForgotten(() => this.tell());
  }

  /** Tells the panel whether there is something to bring back. */
  tell(): void {
    this.#post({ type: 'forgotten', some: this.#source.someForgotten() });
  }

  receive(message: ForgetFromPanel): void {
    switch (message.type) {
      case 'forget':
        this.#source.forget(message);
        return;
      case 'remember':
        this.#source.remember();
        return;
      case 'dropWhatIf':
        this.#asked.abort();
        return;
      case 'whatIf':
        void this.#whatIf(message);
    }
  }

  dispose(): void {
    this.#asked.abort();
    this.#listening.dispose();
  }

  async #whatIf({ heads, lines }: WhatIfQuestion): Promise<void> {
    this.#asked.abort();
    const { signal } = (this.#asked = new AbortController());
    const answer = await this.#source.whatIf({ heads, lines }, signal);
    // An older question's end is nothing to the newer one.
    if (this.#asked.signal === signal) this.#post({ type: 'whatIf', answer: answer ?? null });
  }
}
