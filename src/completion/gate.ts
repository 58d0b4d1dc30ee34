import { mostCharacters } from '../memory/limits.ts';
import { inComment } from './comment.ts';
import { lineAfter, lineBefore } from './line.ts';
import { hasLongLine, isBinary } from './readable.ts';
import type { SuggestionRequest } from './request.ts';
import { isSecret } from './secret.ts';

/** Languages that the model was trained on, by the editor's identifiers. */
export const languages: readonly string[] = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'python',
];

/** Documents that a person writes; not output, a diff's other side, or the source control box. */
const schemes = new Set(['file', 'untitled', 'vscode-vfs', 'vscode-remote', 'vscode-notebook-cell', 'vscode-test-web']);

/** Why nothing is ever suggested in a document, whoever asks. */
export type DocumentRefusal = 'off' | 'scheme' | 'language' | 'secret' | 'large' | 'binary' | 'long line';

/** Why nothing is suggested at this place and moment. */
export type MomentRefusal = 'mid-word' | 'mid-line' | 'comment' | 'deletion';

export type Refusal = DocumentRefusal | MomentRefusal;

export type Gate = { readonly allowed: true } | { readonly refused: Refusal };

/**
 * Whether a suggestion may be made. A person who asks (`invoke`) is refused for what the document is, and in the
 * middle of a word, but not for the moment. `deletion` comes last: it alone leaves room for what is shown already.
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
  if (!schemes.has(request.scheme)) return 'scheme';
  if (!languages.includes(request.language)) return 'language';
  if (isSecret(request.file)) return 'secret';
  if (request.length > mostCharacters) return 'large';
  if (isBinary(request.prefix, request.suffix)) return 'binary';
  if (hasLongLine(request.prefix, request.suffix)) return 'long line';
  return undefined;
}

/** What a person may go on with right of the cursor without it being the middle of a line: `)`, `})`, `"]) {`. */
const lineIsOver = /^[\s)\]}>"'`]*[\s:;,{]*$/;

function ofMoment({ trigger, prefix, suffix, language, deleted }: SuggestionRequest): MomentRefusal | undefined {
  if (/^[\p{L}\p{N}_$]/u.test(suffix)) return 'mid-word';
  if (trigger === 'invoke') return undefined;
  if (!lineIsOver.test(lineAfter(suffix))) return 'mid-line';
  if (inComment(lineBefore(prefix), language)) return 'comment';
  if (deleted) return 'deletion';
  return undefined;
}
