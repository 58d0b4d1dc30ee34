import assert from 'node:assert/strict';
import type { Filter, FilterContext } from '../../../../src/completion/filters/context.ts';

/**
 * A text as a bug report would show it: `║` is the cursor and the suggestion stands between `├` and `┤` right after
 * it. What follows `┤` follows the cursor.
 */
export interface Drawn {
  readonly prefix: string;
  readonly text: string;
  readonly suffix: string;
}

export function drawn(picture: string): Drawn {
  const parts = /^([^║]*)║├([^┤]*)┤([^]*)$/.exec(picture);
  if (parts === null) throw new Error(`No cursor with a suggestion in: ${picture}`);
  const [, prefix = '', text = '', suffix = ''] = parts;
  return { prefix, text, suffix };
}

type Known = Partial<FilterContext>;

/** The picture with the suggestion as the filter leaves it; undefined where it drops it. */
function after(filter: Filter, picture: string, known: Known = {}): string | undefined {
  const { prefix, text, suffix } = drawn(picture);
  const kept = filter(text, { prefix, suffix, replaceRest: false, ...known });
  return kept === undefined ? undefined : `${prefix}║├${kept}┤${suffix}`;
}

/** The filter turns the first picture into the second. */
export function turns(filter: Filter, picture: string, expected: string, known?: Known): void {
  assert.equal(after(filter, picture, known), expected);
}

export function drops(filter: Filter, picture: string, known?: Known): void {
  assert.equal(after(filter, picture, known), undefined);
}

export function leaves(filter: Filter, picture: string, known?: Known): void {
  turns(filter, picture, picture, known);
}
