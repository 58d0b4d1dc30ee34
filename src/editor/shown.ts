/** A suggestion as it stands in a document. */
export interface Shown {
  readonly file: string;
  /** Where it begins. */
  readonly offset: number;
  readonly text: string;
}

/** Whether two are one suggestion, typed into or taken back: both end at the same place with the same text. */
export function isSame(a: Shown, b: Shown): boolean {
  const sameEnd = a.offset + a.text.length === b.offset + b.text.length;
  return a.file === b.file && sameEnd && (a.text.endsWith(b.text) || b.text.endsWith(a.text));
}
