import { lineAfter } from '../line.ts';

/** Where a suggestion goes and what is known of it. */
export interface FilterContext {
  /** The whole text before the cursor, with `\n` line ends. */
  readonly prefix: string;
  /** The whole text after the cursor. */
  readonly suffix: string;
  /** The suggestion takes the place of the rest of the cursor's line, which is closing characters only. */
  readonly replaceRest: boolean;
  /** The last word before the cursor is whole: it is an item that is selected in the editor's list. */
  readonly picked?: boolean;
  /** How the document is indented; read off the text around the cursor where the caller does not know. */
  readonly indentation?: Indentation;
  /** Lines that the person has just taken away, without the blanks around them; none for a request on demand. */
  readonly deleted?: readonly string[];
}

export interface Indentation {
  readonly unit: 'tabs' | 'spaces';
  /** Spaces that a tab stands for. */
  readonly width: number;
}

/** The suggestion, changed or as it was, or undefined where nothing of it should be shown. */
export type Filter = (text: string, context: FilterContext) => string | undefined;

/** What stays on the cursor's line right of the suggestion. */
export function staysAfter({ suffix, replaceRest }: FilterContext): string {
  return replaceRest ? '' : lineAfter(suffix);
}
