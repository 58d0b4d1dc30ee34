import { judge, type Result } from './score.ts';

/** The part of a session that the evaluation needs: exactly what the extension asks. */
export interface Completer {
  complete(
    request: { path: string; prefix: string; suffix: string; lines: 'one' | 'block'; context: readonly never[] },
    cancelled: () => boolean,
  ): Promise<Completed | { readonly aborted: string }>;
}

export interface Completed {
  readonly text: string;
  /** The text also stands for the rest of the cursor's line. */
  readonly replaceRest: boolean;
  readonly logprob: number;
}

export interface Question {
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
}

export interface Asked extends Result {
  readonly logprob: number;
  readonly ms: number;
}

/** Asks for one completion and compares it with the answer. */
export async function ask(session: Completer, group: string, question: Question): Promise<Asked> {
  const { path, prefix, suffix, answer } = question;
  const begin = performance.now();
  const request = { path, prefix, suffix, lines: answer.includes('\n') ? 'block' : 'one', context: [] } as const;
  const completion = await session.complete(request, () => false);
  if ('aborted' in completion) throw new Error('a request was aborted that nobody cancelled');
  const rest = completion.replaceRest ? suffix.split('\n', 1)[0]! : '';
  const ms = performance.now() - begin;
  return { ...judge(group, completion.text, answer + rest), logprob: completion.logprob, ms };
}
