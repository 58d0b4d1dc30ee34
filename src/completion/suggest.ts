import { filtered, type Indentation } from './filters/index.ts';
import { makesLongerWord } from './filters/longer-word.ts';
import { gate, type Refusal } from './gate.ts';
import { lineAfter } from './line.ts';
import type { Place, Suggestion, SuggestionRequest } from './request.ts';
import type { Remembered } from './reuse.ts';

/** What the model answers. */
export type Answer =
  | {
      readonly text: string;
      /** The text covers the rest of the cursor's line too, which is closing characters only. */
      readonly replaceRest: boolean;
      /** Calibrated. */
      readonly confidence: number;
    }
  | { readonly aborted: string }
  | { readonly error: string };

/** Asks the model; may wait first. An answer that comes too late is still remembered. */
export type Ask = (place: Place) => Promise<Answer>;

export interface Parts {
  readonly ask: Ask;
  readonly remembered: Remembered;
  /** Least confidence of a suggestion that nobody asked for. */
  readonly threshold?: number;
  readonly indentation?: Indentation;
}

export type Outcome =
  | { readonly type: 'suggestion'; readonly suggestion: Suggestion; readonly from: 'memory' | 'model' }
  /** The model has nothing to say here, or a filter (named) dropped it. */
  | { readonly type: 'nothing'; readonly dropped: string }
  | { readonly type: 'refused'; readonly reason: Refusal }
  | { readonly type: 'aborted'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: string };

/** The way of a suggestion: gate, reuse, ask, filters, remember. */
export async function suggest(request: SuggestionRequest, parts: Parts): Promise<Outcome> {
  const gated = gate(request);
  // After a deletion no model is asked, but what was shown there before is shown again.
  if ('refused' in gated && gated.refused !== 'deletion') return { type: 'refused', reason: gated.refused };

  const { path, prefix, suffix } = request;
  const place = { path, prefix, suffix };
  const fits = parts.remembered.find(place);
  if (fits !== undefined && !(request.picked && makesLongerWord(fits.text))) {
    return { type: 'suggestion', suggestion: fits, from: 'memory' };
  }
  if ('refused' in gated) return { type: 'refused', reason: gated.refused };

  const answer = await parts.ask(place);
  if ('error' in answer) return { type: 'failed', error: answer.error };
  if ('aborted' in answer) return { type: 'aborted', reason: answer.aborted };

  const { replaceRest, confidence } = answer;
  const outcome = filtered(answer.text, {
    prefix,
    suffix,
    replaceRest,
    picked: request.picked,
    confidence,
    indentation: parts.indentation,
    threshold: request.trigger === 'automatic' ? parts.threshold : undefined,
  });
  if ('dropped' in outcome) return { type: 'nothing', dropped: outcome.dropped };

  const replaces = replaceRest ? lineAfter(suffix).trimEnd().length : 0;
  const suggestion = { text: outcome.text, replaces, confidence };
  parts.remembered.add(place, suggestion);
  return { type: 'suggestion', suggestion, from: 'model' };
}
