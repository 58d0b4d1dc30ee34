import {
  commands,
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
import type { Suggestion, SuggestionRequest } from '../completion/request.ts';
import { Remembered } from '../completion/reuse.ts';
import { lookAhead, suggest, type Answer, type Outcome, type Parts, type Wanted } from '../completion/suggest.ts';
import { messageOf } from '../protocol/failure.ts';
import type { Activity } from './activity.ts';
import type { Beside } from './beside.ts';
import { requestIn, withLineEnds } from './documents.ts';
import type { Edits } from './edits.ts';
import type { EngineHost } from './engine-host.ts';
import type { Exclusions } from './exclusions.ts';
import type { Forgetting } from './forgetting.ts';
import { leastConfidence, wantsBlocks } from './settings.ts';
import { Standing } from './standing.ts';
import type { Switch } from './switch.ts';
import { wait } from './wait.ts';

/** Milliseconds: whoever has taken a suggestion reads the next one before taking that. */
const reading = 150;

/** Milliseconds. What the editor cancels sooner it did not wait for in vain: somebody left, or another's was shown first. */
const inVain = 700;

export interface ProviderParts {
  readonly engine: EngineHost;
  readonly edits: Edits;
  readonly exclusions: Exclusions;
  readonly beside: Beside;
  readonly activity: Activity;
  readonly forgetting: Forgetting;
  readonly onOff: Switch;
  readonly log: LogOutputChannel;
}

/** What the editor asks for. */
interface Asked {
  readonly document: TextDocument;
  readonly position: Position;
  readonly automatic: boolean;
  readonly selected: InlineCompletionContext['selectedCompletionInfo'];
}

/** Suggestions for the editor: its document and cursor in, its items out, and nothing thrown. */
export class SuggestionProvider implements InlineCompletionItemProvider {
  readonly #parts: ProviderParts;
  readonly #remembered = new Remembered();
  /** What is made for later, while nobody asks for anything else. */
  #ahead = new AbortController();
  /** Where the last suggestion was asked for. */
  #standing: Standing | undefined;
  /** The editor has been told to ask once more, for what it cancelled and what is there by now. */
  #reminded = false;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    const begin = this.#parts.engine.state.is === 'ready' ? Date.now() : -Infinity;
    const reminded = this.#reminded;
    this.#reminded = false;
    this.#ahead.abort();
    this.#standing?.end();
    const standing = (this.#standing = new Standing(document, position, token));
    try {
      const automatic = reminded || context.triggerKind === InlineCompletionTriggerKind.Automatic;
      const { selectedCompletionInfo: selected } = context;
      const outcome = await this.#suggest({ document, position, automatic, selected }, standing.signal);
      this.#note(outcome);
      if (outcome.type !== 'suggestion') return [];
      if (!token.isCancellationRequested) {
        return outcome.suggestions.map((suggestion) => itemOf(suggestion, document, position, context));
      }
      const late = Date.now() - begin >= inVain;
      if (late && !reminded && selected === undefined && standing.isForgotten) void this.#remind();
      return [];
    } catch (thrown) {
      // The one barrier: the editor would switch off a provider that keeps throwing.
      this.#parts.log.error(thrown instanceof Error ? thrown : messageOf(thrown));
      return [];
    } finally {
      standing.dispose();
    }
  }

  /** Something is forgotten: what was made of it is not shown again. */
  forget(): void {
    this.#ahead.abort();
    this.#remembered.clear();
  }

  /** The editor shows nothing that it did not ask for. */
  async #remind(): Promise<void> {
    this.#reminded = true;
    this.#parts.log.debug('The editor had cancelled what somebody waits for: it is to ask once more.');
    await commands.executeCommand('editor.action.inlineSuggest.trigger');
    this.#reminded = false;
  }

  async #suggest({ document, position, automatic, selected }: Asked, signal: AbortSignal): Promise<Outcome> {
    const { edits, exclusions, forgetting, onOff } = this.#parts;
    const request = requestIn(document, position, {
      trigger: automatic ? 'automatic' : 'invoke',
      enabled: onOff.isOn(document),
      excluded: await exclusions.ofDocument(document),
      deleted: edits.deletedLast(document),
      selected,
      ...forgetting.forRequest(document),
    });
    // Who has just taken a suggestion is not typing: there is no next key to wait for.
    const taken = this.#remembered.finished(request) !== undefined;
    const outcome = await suggest(request, this.#ways(document, automatic && !taken, signal));
    // What is typed meanwhile asks for something else, and goes first.
    const free = taken && !signal.aborted;
    if (outcome.type === 'suggestion' && free) void this.#lookAhead(document, request, outcome.suggestions[0]!);
    return outcome;
  }

  /** Who takes one suggestion after the other finds the next one ready. */
  async #lookAhead(document: TextDocument, request: SuggestionRequest, shown: Suggestion): Promise<void> {
    const { signal } = (this.#ahead = new AbortController());
    await wait(reading, signal);
    if (!signal.aborted) await lookAhead(request, shown, this.#ways(document, false, signal));
  }

  #ways(document: TextDocument, waits: boolean, signal: AbortSignal): Parts {
    const { engine, edits } = this.#parts;
    const own = engine.state.is === 'ready' ? engine.state.loaded.threshold : undefined;
    return {
      ask: (wanted) => this.#ask(document, wanted, waits ? edits.rhythm.wait : 0, signal),
      remembered: this.#remembered,
      blocks: wantsBlocks(document),
      threshold: leastConfidence(document) ?? own,
      indentation: indentationOf(document),
      deleted: edits.deletedLines(document),
    };
  }

  async #ask(
    document: TextDocument,
    { place, lines, alternatives }: Wanted,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<Answer> {
    await wait(milliseconds, signal);
    if (signal.aborted) return { aborted: 'overtaken' };
    const { engine, activity, beside, edits } = this.#parts;
    const context = await beside.of(document);
    const asked = engine.complete({ ...place, lines, alternatives, context }, signal);
    const answer = await activity.during('working', asked);
    if (!('text' in answer)) return answer;
    if (alternatives === 0) edits.rhythm.answered(answer.ms);
    const candidates = [answer, ...answer.others].map(({ text, lines: confidences, parts }) => ({
      text,
      confidences,
      parts,
    }));
    return { candidates, replaceRest: answer.replaceRest };
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
