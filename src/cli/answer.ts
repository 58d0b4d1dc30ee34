import { confidence, type Calibration } from '../completion/confidence.ts';
import { filtered } from '../completion/filters/index.ts';
import { insertion } from '../completion/insertion.ts';
import { withPlainLineEnds, type CompletionRequest, type Session } from '../memory/session.ts';

/** What a suggestion on demand is: no gate, all filters. */
export interface Answer {
  /** What goes in at the cursor, before the suffix as it is; empty where there is nothing to say. */
  readonly completion: string;
  /** Decoded. */
  readonly tokens: number;
  /** With reading. */
  readonly ms: number;
  readonly confidence: number;
}

/** Throws what the backend throws. */
export async function answer(
  session: Pick<Session, 'complete'>,
  calibration: Calibration,
  request: CompletionRequest,
): Promise<Answer | { readonly error: string }> {
  const start = performance.now();
  const plain = { ...request, ...withPlainLineEnds(request) };
  const result = await session.complete(plain, () => false);
  if ('refused' in result) return { error: `not read: ${result.refused}` };
  if ('aborted' in result) return { error: result.aborted };
  const { replaceRest, tokens } = result;
  const sure = confidence(result.logprob, calibration);
  const { prefix, suffix } = plain;
  const outcome = filtered(result.text, { prefix, suffix, replaceRest });
  const text = 'text' in outcome ? outcome.text : '';
  const completion = replaceRest ? insertion(text, suffix) : text;
  return { completion, tokens, ms: rounded(performance.now() - start, 2), confidence: rounded(sure, 6) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
