import {
  commands,
  type CancellationToken,
  type Command,
  type InlineCompletionContext,
  type InlineCompletionItem,
  type InlineCompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { isSame, type Shown } from './shown.ts';
import type { Tally } from './tally.ts';

/** Runs when a suggestion has been taken: the one thing about it that the editor tells an extension. */
export const acceptedCommand = 'palimpsest.accepted';

/**
 * A provider whose suggestions are counted. That one was shown is known only as far as that the editor was given it;
 * what is taken word by word is not told.
 */
export class CountingProvider implements InlineCompletionItemProvider {
  readonly #provider: InlineCompletionItemProvider;
  readonly #tally: Tally;
  #last: Shown | undefined;

  constructor(provider: InlineCompletionItemProvider, tally: Tally) {
    this.#provider = provider;
    this.#tally = tally;
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    const given = await this.#provider.provideInlineCompletionItems(document, position, context, token);
    const items = Array.isArray(given) ? given : (given?.items ?? []);
    const offset = document.offsetAt(position);
    for (const [index, item] of items.entries()) {
      const text = newText(item, document, offset);
      if (index === 0) this.#show({ file: document.uri.toString(), offset, text });
      item.command = { command: acceptedCommand, title: '', arguments: [text.length, item.command] };
    }
    return items;
  }

  /** What `acceptedCommand` does: counts, and then what the item itself wanted done. */
  accepted(length: number, next?: Command): unknown {
    this.#tally.add({ accepted: 1, characters: length });
    this.#last = undefined;
    const { command, arguments: given = [] } = next ?? {};
    return command && commands.executeCommand(command, ...(given as unknown[]));
  }

  #show(shown: Shown): void {
    if (this.#last === undefined || !isSame(this.#last, shown)) this.#tally.add({ shown: 1 });
    this.#last = shown;
  }
}

/** What the item adds right of the cursor: with an entry of the editor's list selected, it also has what stands left. */
function newText({ insertText, range }: InlineCompletionItem, document: TextDocument, offset: number): string {
  const text = typeof insertText === 'string' ? insertText : insertText.value;
  return text.slice(range === undefined ? 0 : offset - document.offsetAt(range.start));
}
