import type { CompletionRequest, SourceFile } from '../../memory/session.ts';
import { judge, type Result } from './score.ts';

/** The part of a session that the evaluation needs: exactly what the extension asks. */
export interface Completer {
  complete(
    request: CompletionRequest,
    cancelled: () => boolean,
  ): Promise<Completed | { readonly aborted: string } | { readonly refused: string }>;
}

export interface Completed {
  readonly text: string;
  /** The text also stands for the rest of the cursor's line. */
  readonly replaceRest: boolean;
  readonly logprob: number;
  /** Behind each token of its first line: characters of the text, and the log probability up to there. */
  readonly parts?: readonly { readonly length: number; readonly logprob: number }[];
}

export interface Question {
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
  /** The files beside, the nearest last; none where it is left out. */
  readonly context?: readonly SourceFile[];
}

export interface Asked extends Result {
  /** Absent where the session does not read such a text: no suggestion, and so a wrong one. */
  readonly logprob?: number;
  readonly ms: number;
  /** What goes in at the cursor; empty where there is no suggestion. */
  readonly text: string;
  /** It also stands for the rest of the cursor's line. */
  readonly replaceRest: boolean;
}

/** Asks for one completion and compares it with the answer. */
export async function ask(session: Completer, group: string, question: Question): Promise<Asked> {
  const { path, prefix, suffix, answer, context = [] } = question;
  const begin = performance.now();
  const request = {
    path,
    prefix,
    suffix,
    lines: answer.includes('\n') ? 'block' : 'one',
    context,
  } as const;
  const completion = await session.complete(request, () => false);
  const ms = performance.now() - begin;
  // Nobody cancels here: whatever keeps a suggestion back, there is none.
  if ('aborted' in completion || 'refused' in completion) {
    return { ...judge(group, '', answer), ms, text: '', replaceRest: false };
  }
  const rest = completion.replaceRest ? suffix.split('\n', 1)[0]! : '';
  const { text, replaceRest, logprob } = completion;
  return { ...judge(group, text, answer + rest), logprob, ms, text, replaceRest };
}

/** Those that got a suggestion. */
export function answered(asked: readonly Asked[]): (Asked & { readonly logprob: number })[] {
  return asked.flatMap((one) => (one.logprob === undefined ? [] : [{ ...one, logprob: one.logprob }]));
}
