import {
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  Range,
  window,
  type CancellationToken,
  type InlineCompletionContext,
  type InlineCompletionItemProvider,
  type LogOutputChannel,
  type Position,
  type TextDocument,
} from 'vscode';
import type { Indentation } from '../completion/filters/index.ts';
import type { Place, Suggestion } from '../completion/request.ts';
import { Remembered } from '../completion/reuse.ts';
import { suggest, type Answer, type Outcome } from '../completion/suggest.ts';
import { messageOf } from '../protocol/failure.ts';
import type { Activity } from './activity.ts';
import { wait, withSignal } from './cancellation.ts';
import { requestIn, withLineEnds } from './documents.ts';
import type { Edits } from './edits.ts';
import type { EngineHost } from './engine-host.ts';
import { delay } from './settings.ts';
import type { Switch } from './switch.ts';

export interface ProviderParts {
  readonly engine: EngineHost;
  readonly edits: Edits;
  readonly activity: Activity;
  readonly onOff: Switch;
  readonly log: LogOutputChannel;
}

/** Suggestions for the editor: its document and cursor in, its item out, and nothing thrown. */
export class SuggestionProvider implements InlineCompletionItemProvider {
  readonly #parts: ProviderParts;
  readonly #remembered = new Remembered();

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    try {
      const outcome = await withSignal(token, (signal) => this.#suggest(document, position, context, signal));
      this.#note(outcome);
      if (outcome.type !== 'suggestion' || token.isCancellationRequested) return [];
      return [itemOf(outcome.suggestion, document, position, context)];
    } catch (thrown) {
      // The one barrier: the editor would switch off a provider that keeps throwing.
      this.#parts.log.error(thrown instanceof Error ? thrown : messageOf(thrown));
      return [];
    }
  }

  #suggest(
    document: TextDocument,
    position: Position,
    { triggerKind, selectedCompletionInfo: selected }: InlineCompletionContext,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { engine, edits, onOff } = this.#parts;
    const automatic = triggerKind === InlineCompletionTriggerKind.Automatic;
    const request = requestIn(document, position, {
      trigger: automatic ? 'automatic' : 'invoke',
      enabled: onOff.isOn(document),
      deleted: edits.deletedLast(document),
      selected,
    });
    return suggest(request, {
      ask: (place) => this.#ask(place, automatic ? delay(document) : 0, signal),
      remembered: this.#remembered,
      threshold: engine.state.is === 'ready' ? engine.state.loaded.threshold : undefined,
      indentation: indentationOf(document),
    });
  }

  async #ask(place: Place, milliseconds: number, signal: AbortSignal): Promise<Answer> {
    await wait(milliseconds, signal);
    if (signal.aborted) return { aborted: 'overtaken' };
    const { engine, activity } = this.#parts;
    return activity.during('working', engine.complete({ ...place, lines: 'one', context: [] }, signal));
  }

  #note(outcome: Outcome): void {
    const { engine, log } = this.#parts;
    // An engine that could not be started has said so, and would say so at every key.
    if (outcome.type === 'failed' && engine.state.is !== 'failed') log.error(outcome.error);
    else log.trace(JSON.stringify(outcome));
  }
}

/** With an item selected in the editor's list, what is shown must begin with it and take its place. */
function itemOf(
  { text, replaces }: Suggestion,
  document: TextDocument,
  position: Position,
  { selectedCompletionInfo: selected }: InlineCompletionContext,
): InlineCompletionItem {
  const start = selected?.range.start ?? position;
  const end = (selected?.range.end ?? position).translate(0, replaces);
  return new InlineCompletionItem((selected?.text ?? '') + withLineEnds(text, document), new Range(start, end));
}

/** As the document's editor has it, which may know better than the text: a new file has no indented line yet. */
function indentationOf(document: TextDocument): Indentation | undefined {
  const options = window.visibleTextEditors.find((editor) => editor.document === document)?.options;
  if (typeof options?.tabSize !== 'number') return undefined;
  return { unit: options.insertSpaces === false ? 'tabs' : 'spaces', width: options.tabSize };
}
