import { brokenCharacters } from './broken-characters.ts';
import type { Filter, FilterContext } from './context.ts';
import { deletedLines } from './deleted-lines.ts';
import { doubledClosers } from './doubled-closers.ts';
import { indentation } from './indentation.ts';
import { longerWord } from './longer-word.ts';
import { lostClosers } from './lost-closers.ts';
import { nothingNew } from './nothing-new.ts';
import { repeatedLines } from './repeated-lines.ts';
import { runawayRepetition } from './runaway-repetition.ts';
import { suffixOverlap } from './suffix-overlap.ts';
import { trailingSpace } from './trailing-space.ts';
import { whitespaceOnly } from './whitespace-only.ts';

export type { FilterContext, Indentation } from './context.ts';

/** First what drops a suggestion as a whole, then what cuts it, then what only spells it otherwise. */
const filters: Readonly<Record<string, Filter>> = {
  brokenCharacters,
  longerWord,
  runawayRepetition,
  suffixOverlap,
  doubledClosers,
  repeatedLines,
  deletedLines,
  indentation,
  trailingSpace,
  whitespaceOnly,
  lostClosers,
  nothingNew,
};

export type Filtered = { readonly text: string } | { readonly dropped: string };

/** The suggestion after all filters, or the name of the filter that dropped it. */
export function filtered(text: string, context: FilterContext): Filtered {
  let kept = text;
  for (const [name, filter] of Object.entries(filters)) {
    const next = filter(kept, context);
    if (next === undefined) return { dropped: name };
    kept = next;
  }
  return { text: kept };
}

/**
 * The suggestion as it should be shown, or undefined where nothing of it should be.
 *
 * @param text what the model wrote; with `context.replaceRest` it covers the rest of the cursor's line, as does the
 *   answer
 */
export function applyFilters(text: string, context: FilterContext): string | undefined {
  const outcome = filtered(text, context);
  return 'text' in outcome ? outcome.text : undefined;
}
