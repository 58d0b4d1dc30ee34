/** Numbers of the views of who wrote what: pure, from [layers][heads][tokens] to what is shown. */

import type { Filter } from './filter.ts';
import type { Copied } from '../../src/protocol/copied.ts';
import type { ReadsAnswer, TokenList } from '../../src/protocol/trace.ts';
import { tokenKinds, type TokenKind } from '../../src/protocol/trace.ts';

export interface TokenPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly kind: TokenKind;
}

export function placeOf({ paths, places }: TokenList, token: number): TokenPlace {
  const [path, line, column, kind] = places.subarray(4 * token, 4 * token + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  return { path: paths[path]!, line, column, kind: tokenKinds[kind]! };
}

/** The file and line of a token, as a person reads them. */
export function lineOf(list: TokenList, token: number): string {
  const { path, line } = placeOf(list, token);
  return `${path}:${line + 1}`;
}

/** Tokens that were read: all but the last one chosen. */
export function readOf({ texts }: TokenList): number {
  return texts.length - 1;
}

export interface Averaged {
  /** Of each token in the list. */
  readonly shares: Float32Array;
  readonly before: number;
  /** Heads that read anything. */
  readonly heads: number;
}

/** The mean of the shares over the chosen heads that read anything (their shares sum to 1; those of the others are 0). */
export function averaged({ layers, heads, shares, before, list }: ReadsAnswer, filter: Filter): Averaged {
  const tokens = readOf(list);
  const mean = new Float32Array(list.texts.length);
  let older = 0;
  let count = 0;
  for (const at of headsOf(layers, heads, filter)) {
    const own = shares.subarray(at * tokens, (at + 1) * tokens);
    if (before[at] === 0 && own.every((share) => share === 0)) continue;
    count += 1;
    older += before[at]!;
    for (let token = 0; token < tokens; token++) mean[token]! += own[token]!;
  }
  if (count > 0) for (let token = 0; token < tokens; token++) mean[token]! /= count;
  return { shares: mean, before: count > 0 ? older / count : 0, heads: count };
}

/** What of the predicted token's probability is copied, of each token in the list; `before` is what is not copied. */
export function copiedShares({ list, copied }: ReadsAnswer): Averaged {
  const shares = new Float32Array(list.texts.length);
  const at = new Map(
    list.texts.map((_, token) => {
      const { path, line, column, kind } = placeOf(list, token);
      return [kind === 'text' ? `${line}:${column} ${path}` : token, token];
    }),
  );
  for (const { path, line, column, share } of copied.places) {
    const token = at.get(`${line}:${column} ${path}`);
    if (token !== undefined) shares[token]! += share;
  }
  return { shares, before: 1 - copied.share, heads: 0 };
}

/** The heads that a filter lets through, as places in [layers][heads]. */
export function headsOf(layers: number, heads: number, { layer, head }: Filter): number[] {
  return Array.from({ length: layers * heads }, (_, at) => at).filter(
    (at) => (layer === undefined || Math.floor(at / heads) === layer) && (head === undefined || at % heads === head),
  );
}

export interface LineShare {
  readonly path: string;
  readonly line: number;
  /** The sum over its tokens. */
  readonly share: number;
  /** As much of the line as stands in the record. */
  readonly text: string;
}

/** The lines of files by how much is read from them, of whatever sign: the most first. */
export function lineShares(list: TokenList, shares: Float32Array): LineShare[] {
  const lines = new Map<string, { path: string; line: number; share: number; text: string }>();
  for (const [token, text] of list.texts.entries()) {
    const { path, line, kind } = placeOf(list, token);
    if (kind !== 'text') continue;
    const key = `${line} ${path}`;
    const known = lines.get(key);
    if (known) {
      known.share += shares[token]!;
      known.text += text;
    } else lines.set(key, { path, line, share: shares[token]!, text });
  }
  return [...lines.values()].sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
}

/** The lines that are copied from, also those that were not read: the most first. */
export function copiedLines({ places }: Copied): LineShare[] {
  const lines = Map.groupBy(places, ({ path, line }) => `${line} ${path}`);
  return [...lines.values()]
    .map((own) => {
      const { path, line, text } = own[0]!;
      return { path, line, text, share: own.reduce((sum, { share }) => sum + share, 0) };
    })
    .sort((a, b) => b.share - a.share);
}

/** The largest size among these numbers. */
export function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** The head whose number at a token is largest in size. */
export function strongest(
  values: Float32Array,
  { layers, heads }: { readonly layers: number; readonly heads: number },
  tokens: number,
  token: number,
  filter: Filter,
): { readonly layer: number; readonly head: number; readonly value: number } | undefined {
  let best: { layer: number; head: number; value: number } | undefined;
  if (token >= tokens) return undefined;
  for (const at of headsOf(layers, heads, filter)) {
    const value = values[at * tokens + token]!;
    if (value !== 0 && Math.abs(value) > Math.abs(best?.value ?? 0)) {
      best = { layer: Math.floor(at / heads), head: at % heads, value };
    }
  }
  return best;
}
