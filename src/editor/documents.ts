import { EndOfLine, Position, Range, workspace, type SelectedCompletionInfo, type TextDocument } from 'vscode';
import type { SuggestionRequest } from '../completion/request.ts';
import { mostCharacters } from '../memory/limits.ts';

/** What the document alone does not tell of a request. */
export interface Circumstances {
  readonly trigger: SuggestionRequest['trigger'];
  readonly enabled: boolean;
  readonly deleted: boolean;
  /** The item that is selected in the editor's list: the text is read as if it stood there already. */
  readonly selected?: SelectedCompletionInfo | undefined;
}

/** A document and a cursor as the completion's request, with `\n` line ends. */
export function requestIn(
  document: TextDocument,
  position: Position,
  { trigger, enabled, deleted, selected }: Circumstances,
): SuggestionRequest {
  const last = document.lineAt(document.lineCount - 1).range.end;
  const length = document.offsetAt(last);
  const text = (from: Position, to: Position) => {
    // Reading a huge document costs the host's thread time for a text that the gate refuses anyway.
    if (length > mostCharacters) return '';
    const part = document.getText(new Range(from, to));
    return document.eol === EndOfLine.CRLF ? part.replaceAll('\r\n', '\n') : part;
  };
  return {
    path: pathOf(document),
    prefix:
      text(new Position(0, 0), selected?.range.start ?? position) + (selected?.text.replaceAll('\r\n', '\n') ?? ''),
    suffix: text(selected?.range.end ?? position, last),
    trigger,
    enabled,
    scheme: document.uri.scheme,
    language: document.languageId,
    file: document.uri.path,
    length,
    deleted,
    picked: selected !== undefined,
  };
}

/** The text as the document ends its lines. */
export function withLineEnds(text: string, document: TextDocument): string {
  return document.eol === EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
}

const extensions: Readonly<Record<string, string>> = {
  typescript: 'ts',
  typescriptreact: 'tsx',
  javascript: 'js',
  javascriptreact: 'jsx',
  python: 'py',
};

/** Relative to the workspace folder; outside of one the name would say more about the machine than about the code. */
function pathOf(document: TextDocument): string {
  const extension = extensions[document.languageId] ?? 'txt';
  if (document.uri.scheme === 'untitled' || workspace.getWorkspaceFolder(document.uri) === undefined) {
    return `untitled.${extension}`;
  }
  return workspace.asRelativePath(document.uri, false);
}
