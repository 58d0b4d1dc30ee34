import { filtered, type Indentation } from './filters/index.ts';
import { deletedLines } from './filters/deleted-lines.ts';
import { makesLongerWord } from './filters/longer-word.ts';
import { gate, type Refusal } from './gate.ts';
import { lineAfter, lineBefore } from './line.ts';
import { opensBlock } from './opens-block.ts';
import type { Place, Suggestion, SuggestionRequest } from './request.ts';
import type { Remembered } from './reuse.ts';
import { surest, type Candidate } from './surest.ts';

/** What the model answers. */
export type Answer =
  | {
      /** The likeliest first. */
      readonly candidates: readonly Candidate[];
      /** The texts cover the rest of the cursor's line too, which is closing characters only. */
      readonly replaceRest: boolean;
    }
  | { readonly aborted: string }
  | { readonly error: string };

/** What the model is asked for. */
export interface Wanted {
  readonly place: Place;
  readonly lines: 'one' | 'block';
  /** Other texts beside the likeliest. */
  readonly alternatives: number;
}

/** Asks the model; may wait first. An answer that comes too late is still remembered. */
export type Ask = (wanted: Wanted) => Promise<Answer>;

export interface Parts {
  readonly ask: Ask;
  readonly remembered: Remembered;
  /** Whether blocks are wanted at all. */
  readonly blocks: boolean;
  /** Least confidence of a suggestion that nobody asked for. */
  readonly threshold?: number | undefined;
  readonly indentation?: Indentation | undefined;
  /** Lines that the person has just taken away. */
  readonly deleted?: readonly string[];
}

export type Outcome =
  | {
      readonly type: 'suggestion';
      /** The one to show first; never empty. */
      readonly suggestions: readonly Suggestion[];
      readonly from: 'memory' | 'model';
    }
  /** The model has nothing to say here, or a filter (named) dropped it. */
  | { readonly type: 'nothing'; readonly dropped: string }
  | { readonly type: 'refused'; readonly reason: Refusal }
  | { readonly type: 'aborted'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: string };

/** Who asks gets this many to choose from. */
const mostSuggestions = 3;

/** The way of a suggestion: gate, reuse, ask, filters, remember. */
export async function suggest(request: SuggestionRequest, parts: Parts): Promise<Outcome> {
  const gated = gate(request);
  // No model is asked after a deletion, or where nobody asks; but what was shown there before is shown again.
  const silent = 'refused' in gated ? gated.refused : undefined;
  if (silent !== undefined && silent !== 'deletion' && silent !== 'manual') return { type: 'refused', reason: silent };

  const fits = remembered(request, parts);
  if (fits !== undefined && request.trigger === 'automatic') {
    return { type: 'suggestion', suggestions: [fits], from: 'memory' };
  }
  if (silent !== undefined) return { type: 'refused', reason: silent };
  return fresh(request, parts, isWhole(parts.remembered.finished(request)), fits);
}

/** Has the suggestion that will be wanted once this one is taken ready by then. */
export async function lookAhead(request: SuggestionRequest, taken: Suggestion, parts: Parts): Promise<void> {
  const { text, replaces } = taken;
  const after: SuggestionRequest = {
    ...request,
    prefix: request.prefix + text,
    suffix: request.suffix.slice(replaces),
    trigger: 'automatic',
    deleted: false,
    picked: false,
  };
  if ('refused' in gate(after) || remembered(after, parts) !== undefined) return;
  await fresh(after, parts, isWhole(taken));
}

/** Whether the line is over once a suggestion is taken; after a part of it the model goes on where that ends. */
function isWhole(taken: Suggestion | undefined): boolean {
  return taken !== undefined && !taken.part;
}

/** What was shown and still fits. */
function remembered(request: SuggestionRequest, parts: Parts): Suggestion | undefined {
  const fits = parts.remembered.find(request);
  if (fits === undefined || (request.picked && makesLongerWord(fits.text))) return undefined;
  return isTakenBack(request, fits, parts) ? undefined : fits;
}

/** Whether it went in and was taken out again: a line of it is among those deleted, or was undone just now. */
function isTakenBack(request: SuggestionRequest, { text, replaces }: Suggestion, parts: Parts): boolean {
  const { prefix, suffix } = request;
  const deleted = deletedFor(request, parts) ?? [];
  const [first = ''] = text.split('\n', 1);
  const line = (lineBefore(prefix) + first + lineAfter(suffix).slice(replaces)).trim();
  const context = { prefix, suffix, replaceRest: replaces > 0, deleted };
  return (request.deleted && deleted.includes(line)) || deletedLines(text, context) !== text;
}

/**
 * Asks the model.
 *
 * @param finished a suggestion has just gone in whole: the line is over, and the next one is wanted
 * @param shown what is shown already, and stays the first of those to choose from
 */
async function fresh(
  request: SuggestionRequest,
  parts: Parts,
  finished: boolean,
  shown?: Suggestion,
): Promise<Outcome> {
  const { prefix, suffix, path, language, forgotten, forgettings } = request;
  const block = parts.blocks && opensBlock(prefix, suffix, language);
  const next = finished && !block && lineAfter(suffix).trim() === '';
  const place = {
    path,
    prefix: next ? `${prefix}\n` : prefix,
    suffix,
    ...(forgettings !== undefined && { forgotten, forgettings }),
  };
  const alternatives = request.trigger === 'invoke' ? mostSuggestions - 1 : 0;
  const answer = await parts.ask({ place, lines: block ? 'block' : 'one', alternatives });
  if ('error' in answer) return { type: 'failed', error: answer.error };
  if ('aborted' in answer) return { type: 'aborted', reason: answer.aborted };

  const { replaceRest } = answer;
  const suggestions: Suggestion[] = shown === undefined ? [] : [shown];
  let dropped = 'nothing';
  const threshold = request.trigger === 'automatic' ? parts.threshold : undefined;
  for (const candidate of answer.candidates) {
    const sure = surest(candidate, { threshold, suffix });
    if (sure === undefined) {
      dropped = 'lowConfidence';
      continue;
    }
    const outcome = filtered(sure.text, {
      ...place,
      replaceRest,
      picked: request.picked,
      indentation: parts.indentation,
      deleted: deletedFor(request, parts),
    });
    if ('dropped' in outcome) {
      dropped = outcome.dropped;
      continue;
    }
    const suggestion = {
      text: next ? `\n${outcome.text}` : outcome.text,
      replaces: replaceRest ? lineAfter(suffix).trimEnd().length : 0,
      confidence: sure.confidence,
      part: sure.part,
    };
    if (suggestions.every((other) => other.text !== suggestion.text)) suggestions.push(suggestion);
  }
  suggestions.length = Math.min(suggestions.length, mostSuggestions);
  if (suggestions.length === 0) return { type: 'nothing', dropped };
  for (const suggestion of suggestions.toReversed()) parts.remembered.add({ path, prefix, suffix }, suggestion);
  return { type: 'suggestion', suggestions, from: 'model' };
}

function deletedFor({ trigger }: SuggestionRequest, { deleted }: Parts): readonly string[] | undefined {
  return trigger === 'automatic' ? deleted : undefined;
}
