import { isClosing } from '../memory/stream.ts';
import { isSubsequence } from './line.ts';
import type { Place, Suggestion } from './request.ts';

/** A suggestion and the place it was made for. */
interface Entry {
  readonly place: Place;
  readonly suggestion: Suggestion;
}

/** Texts share their storage with the editor's copies, so this bounds documents kept alive by being remembered. */
const mostEntries = 100;
const mostCharacters = 4_000_000;

/**
 * The suggestions made last. While what is shown still fits what is typed, it stays, and no model is asked; going
 * back to an earlier text shows what was shown there.
 */
export class Remembered {
  /** The one shown last comes first. */
  #entries: Entry[] = [];

  /** What still fits the place, or undefined. It counts as shown. */
  find(place: Place): Suggestion | undefined {
    for (const [index, entry] of this.#entries.entries()) {
      const suggestion = typedThrough(entry.place, entry.suggestion, place);
      if (suggestion === undefined) continue;
      this.#entries.splice(index, 1);
      this.#entries.unshift(entry);
      return suggestion;
    }
    return undefined;
  }

  /** The suggestion that has just gone in, taken or typed: the cursor is at its end. Undefined where none has. */
  finished(place: Place): Suggestion | undefined {
    const last = this.#entries.find(({ place: { path, prefix, suffix }, suggestion: { text, replaces } }) => {
      if (place.prefix.length !== prefix.length + text.length || path !== place.path) return false;
      return place.prefix === prefix + text && place.suffix === suffix.slice(replaces);
    });
    return last?.suggestion;
  }

  add(place: Place, suggestion: Suggestion): void {
    this.#entries.unshift({ place, suggestion });
    let characters = 0;
    const full = this.#entries.findIndex(({ place: { prefix, suffix } }, index) => {
      characters += prefix.length + suffix.length;
      return index > 0 && (index >= mostEntries || characters > mostCharacters);
    });
    if (full >= 0) this.#entries.length = full;
  }

  clear(): void {
    this.#entries = [];
  }
}

/**
 * What is left of a suggestion made `at` one place when the cursor is `now` at another: a part of it was typed, or
 * taken back again. Undefined where it does not lead to the same text any more, or nothing of it is left.
 *
 * While typing, the editor puts in closing characters right of the cursor and lets them be typed over. The rest of
 * the suggestion takes their place, as long as it holds them too.
 */
export function typedThrough(at: Place, suggestion: Suggestion, now: Place): Suggestion | undefined {
  const { text } = suggestion;
  const typed = now.prefix.length - at.prefix.length;
  const replaces = now.suffix.length - (at.suffix.length - suggestion.replaces);
  // Lengths first: they rule out nearly everything before a text is compared.
  if (typed < 0 || typed >= text.length || replaces < 0 || now.path !== at.path) return undefined;
  if (!now.prefix.endsWith(text.slice(0, typed)) || !now.prefix.startsWith(at.prefix)) return undefined;
  if (!now.suffix.endsWith(at.suffix.slice(suggestion.replaces))) return undefined;

  const closers = now.suffix.slice(0, replaces);
  const left = text.slice(typed);
  if (closers !== '' && (closers === left || !isClosing(closers) || !isSubsequence(closers, left))) return undefined;
  return { ...suggestion, text: left, replaces };
}
