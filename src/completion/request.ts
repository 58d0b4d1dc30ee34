/** What the editor says about a place where a suggestion may be wanted. Texts have `\n` line ends only. */
import type { Exclusion } from '../exclusion/exclusion.ts';
import type { ForgottenAround } from '../memory/forgotten.ts';

/** A cursor in a text: all that a suggestion may depend on. */
export interface Place {
  /** As the model reads it: POSIX, relative to the workspace folder, or `untitled.<ext>`. */
  readonly path: string;
  /** The whole text before the cursor. */
  readonly prefix: string;
  /** The whole text after the cursor. */
  readonly suffix: string;
  /** Lines that are not read, where there are any. */
  readonly forgotten?: ForgottenAround | undefined;
  /** How often something had been forgotten when the text was taken. */
  readonly forgettings?: number | undefined;
}

export interface SuggestionRequest extends Place {
  /** `automatic`: the editor asks while a person types; `invoke`: the person asked for it. */
  readonly trigger: 'automatic' | 'invoke';
  /** The person wants suggestions only when they ask for them. */
  readonly manual: boolean;
  /** Where suggestions are wanted beside code. */
  readonly where: Where;
  /** False where the settings or the person switched suggestions off. */
  readonly enabled: boolean;
  /** Of the document's address: `file` (on any file system that can be written to), `untitled`, ... */
  readonly scheme: string;
  /** The editor's language identifier. */
  readonly language: string;
  /** Why the file is nobody's business, if it is. */
  readonly excluded: Exclusion | undefined;
  /** Characters of the document, also where it is too large for its text to be read into the request. */
  readonly length: number;
  /** The edit that led here only took text away. */
  readonly deleted: boolean;
  /** The prefix ends with an item that is selected in the editor's own list, not yet in the document. */
  readonly picked: boolean;
}

export interface Where {
  readonly comments: boolean;
  readonly strings: boolean;
  /** Documents in a natural language. */
  readonly prose: boolean;
  /** The box for the message of a commit. */
  readonly sourceControl: boolean;
}

/** What goes into the document at the cursor. */
export interface Suggestion {
  readonly text: string;
  /** How many characters right of the cursor the text takes the place of: closing ones on the same line, or none. */
  readonly replaces: number;
  /** Calibrated probability that it is exactly right. */
  readonly confidence: number;
  /** The line goes on: only its beginning is shown. */
  readonly part: boolean;
}
