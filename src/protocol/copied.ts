/** What the panel is told of where a token was copied from. */
import { isCount, isNumber, isPath, isRecord } from './checks.ts';

/** The places that are named, those with the most. */
export const mostPlaces = 40;

export interface CopiedPlace {
  readonly path: string;
  /** From 0; the column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** Of the token's probability. */
  readonly share: number;
  /** The line. */
  readonly text: string;
}

export interface Copied {
  /** What of the token's probability was copied, from 0 to 1; the model has the rest. */
  readonly share: number;
  /** The most first. */
  readonly places: readonly CopiedPlace[];
}

export function isCopied(value: unknown): value is Copied {
  if (!isRecord(value)) return false;
  const { share, places } = value;
  return isNumber(share) && Array.isArray(places) && places.length <= mostPlaces && places.every(isPlace);
}

function isPlace(value: unknown): value is CopiedPlace {
  if (!isRecord(value)) return false;
  const { path, line, column, share, text } = value;
  return isPath(path) && isCount(line) && isCount(column) && isNumber(share) && typeof text === 'string';
}
