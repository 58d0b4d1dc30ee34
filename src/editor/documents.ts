import { EndOfLine, Position, Range, workspace, type SelectedCompletionInfo, type TextDocument } from 'vscode';
import type { SuggestionRequest } from '../completion/request.ts';
import type { Exclusion } from '../exclusion/exclusion.ts';
import { around, type LineSpan } from '../memory/forgotten.ts';
import { mostCharacters } from '../memory/limits.ts';
import { codeAbove, fileOf } from './notebook.ts';
import { isManual, where } from './settings.ts';

/** What the document alone does not tell of a request. */
export interface Circumstances {
  readonly trigger: SuggestionRequest['trigger'];
  readonly enabled: boolean;
  readonly deleted: boolean;
  readonly excluded: Exclusion | undefined;
  /** The item that is selected in the editor's list: the text is read as if it stood there already. */
  readonly selected?: SelectedCompletionInfo | undefined;
  /** Lines that are not read, counted from the first of the request's text, and how often something was forgotten. */
  readonly forgotten?: readonly LineSpan[] | undefined;
  readonly forgettings?: number | undefined;
}

/** A document and a cursor as the completion's request, with `\n` line ends. */
export function requestIn(
  document: TextDocument,
  position: Position,
  { trigger, enabled, deleted, excluded, selected, forgotten, forgettings }: Circumstances,
): SuggestionRequest {
  const last = document.lineAt(document.lineCount - 1).range.end;
  const above = codeAbove(document);
  const length = above.length + document.offsetAt(last);
  const line = above.split('\n').length - 1 + (selected?.range.start ?? position).line;
  const text = (from: Position, to: Position) => {
    // Reading a huge document costs the host's thread time for a text that the gate refuses anyway.
    if (length > mostCharacters) return '';
    const part = document.getText(new Range(from, to));
    return document.eol === EndOfLine.CRLF ? part.replaceAll('\r\n', '\n') : part;
  };
  return {
    path: pathOf(document),
    prefix:
      above.replaceAll('\r\n', '\n') +
      text(new Position(0, 0), selected?.range.start ?? position) +
      (selected?.text.replaceAll('\r\n', '\n') ?? ''),
    suffix: text(selected?.range.end ?? position, last),
    trigger,
    enabled,
    scheme: schemeOf(document),
    language: document.languageId,
    excluded,
    manual: isManual(document),
    where: where(document),
    length,
    deleted,
    picked: selected !== undefined,
    forgotten: forgotten && around(forgotten, line),
    forgettings,
  };
}

/** `file` on whatever file system can be written to: a repository may lie on no disk, and a container on another's. */
function schemeOf({ uri }: TextDocument): string {
  return workspace.fs.isWritableFileSystem(uri.scheme) ? 'file' : uri.scheme;
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
export function pathOf(document: TextDocument): string {
  const extension = extensions[document.languageId] ?? 'txt';
  const file = fileOf(document);
  if (file.scheme === 'untitled' || workspace.getWorkspaceFolder(file) === undefined) return `untitled.${extension}`;
  const path = workspace.asRelativePath(file, false);
  // What a notebook's cell holds is code, not the notebook's own form.
  return file === document.uri ? path : path.replace(/(\.[^./]*)?$/, `.${extension}`);
}
