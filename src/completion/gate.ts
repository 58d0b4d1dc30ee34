import type { Exclusion } from '../exclusion/exclusion.ts';
import { isForgotten } from '../memory/forgotten.ts';
import { mostCharacters } from '../memory/limits.ts';
import { lineAfter } from './line.ts';
import { hasLongLine, isBinary } from './readable.ts';
import type { SuggestionRequest } from './request.ts';
import { surroundings } from './surroundings.ts';

/** Languages that the model was trained on, by the editor's identifiers. */
export const languages: readonly string[] = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'python',
];

/** Natural languages, and the box for the message of a commit: only where a person wants it. */
export const prose: readonly string[] = ['markdown', 'plaintext', 'latex', 'restructuredtext', 'git-commit'];
export const sourceControl = 'scminput';

/** Documents that a person writes; not output, a diff's other side, or the source control box. */
const schemes = new Set(['file', 'untitled', 'vscode-vfs', 'vscode-remote', 'vscode-notebook-cell']);

/** Why nothing is ever suggested in a document, whoever asks. */
export type DocumentRefusal = 'off' | 'scheme' | 'language' | Exclusion | 'prose' | 'large' | 'binary' | 'long line';

/** Why nothing is suggested at this place and moment. */
export type MomentRefusal = 'mid-word' | 'mid-line' | 'forgotten' | 'comment' | 'string' | 'manual' | 'deletion';

export type Refusal = DocumentRefusal | MomentRefusal;

export type Gate = { readonly allowed: true } | { readonly refused: Refusal };

/**
 * Whether a suggestion may be made. A person who asks (`invoke`) is refused for what the document is, and in the
 * middle of a word, but not for the moment. `manual` and `deletion` come last: they leave room for what is shown
 * already.
 */
export function gate(request: SuggestionRequest): Gate {
  const refused = ofDocument(request) ?? ofMoment(request);
  return refused === undefined ? { allowed: true } : { refused };
}

/** The part of the gate that holds for the whole document, cheapest first. */
export function ofDocument(
  request: Omit<SuggestionRequest, 'trigger' | 'deleted' | 'picked'>,
): DocumentRefusal | undefined {
  if (!request.enabled) return 'off';
  const kind = ofKind(request);
  if (kind !== undefined) return kind;
  if (request.excluded !== undefined) return request.excluded;
  if (request.length > mostCharacters) return 'large';
  if (isBinary(request.prefix, request.suffix)) return 'binary';
  if (hasLongLine(request.prefix, request.suffix)) return 'long line';
  return undefined;
}

function ofKind({ scheme, language, where }: Pick<SuggestionRequest, 'scheme' | 'language' | 'where'>) {
  if (language === sourceControl) return where.sourceControl ? undefined : 'prose';
  if (!schemes.has(scheme)) return 'scheme';
  if (prose.includes(language)) return where.prose ? undefined : 'prose';
  return languages.includes(language) ? undefined : 'language';
}

/** What a person may go on with right of the cursor without it being the middle of a line: `)`, `})`, `"]) {`. */
const lineIsOver = /^[\s)\]}>"'`]*[\s:;,{]*$/;

function ofMoment(request: SuggestionRequest): MomentRefusal | undefined {
  const { trigger, prefix, suffix, language, where, forgotten } = request;
  if (/^[\p{L}\p{N}_$]/u.test(suffix)) return 'mid-word';
  // Its text is not read, so there is nothing to go on from until it is edited.
  if (forgotten !== undefined && isForgotten(forgotten.above, prefix.split('\n').length - 1)) return 'forgotten';
  if (trigger === 'invoke') return undefined;
  if (!lineIsOver.test(lineAfter(suffix))) return 'mid-line';
  if (languages.includes(language) && !(where.comments && where.strings)) {
    const inside = surroundings(prefix, language);
    if (inside === 'comment' && !where.comments) return 'comment';
    if (inside === 'string' && !where.strings) return 'string';
  }
  if (request.manual) return 'manual';
  if (request.deleted) return 'deletion';
  return undefined;
}
