/** What the panel is told of how well the memory still recalls what was written, and what it asks: the view "Still remembered?". */
import { isCount, isFloats, isInts, isPath, isRecord } from './checks.ts';
import type { Traced } from './trace.ts';

export const symbolKinds = ['function', 'type', 'value'] as const;
export type SymbolKind = (typeof symbolKinds)[number];

/** A definition's name, and where it stands: line and column from 0, UTF-16 units. */
export interface NamedSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly line: number;
  readonly column: number;
}

/** A definition of the current file; its name's tokens in the list, from the first to the one after the last, if any. */
export interface ListedSymbol extends NamedSymbol {
  readonly from: number;
  readonly to: number;
}

/** How well some tokens were recalled on the way from the last of them to now. */
export interface Curve {
  /** The first of them, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** The tokens after which it was looked, ascending. */
  readonly at: Int32Array;
  /** [layers][heads][tokens from .. to][at] */
  readonly recall: Float32Array;
}

/** How well what was written comes back from the memory that the last suggestion was decoded from. */
export interface RecallAnswer extends Traced {
  /** The file that the symbols are in. */
  readonly path: string;
  readonly symbols: readonly ListedSymbol[];
  /** How strongly each token wrote, and how well that is recalled, [layers][heads][tokens before the first chosen one]. */
  readonly beta: Float32Array;
  readonly recall: Float32Array;
  /** Of the tokens that were asked for. */
  readonly curve?: Curve | undefined;
}

export interface RecallMessage extends RecallAnswer {
  readonly type: 'recall';
}

/** A place in a text that was read. */
export interface TextPlace {
  readonly path: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** From the panel: how well the tokens of this place were recalled since they were written. */
export interface RecallOfMessage extends TextPlace {
  readonly type: 'recallOf';
}

const mostSymbols = 10_000;

export function parseRecall(data: Readonly<Record<string, unknown>>, traced: Traced): RecallMessage | undefined {
  const { path, symbols, beta, recall, curve } = data;
  const { chosen } = traced.list;
  const heads = traced.layers * traced.heads;
  if (typeof path !== 'string' || !Array.isArray(symbols) || symbols.length > mostSymbols) return undefined;
  if (!symbols.every((symbol) => isListed(symbol, chosen))) return undefined;
  if (!isFloats(beta, heads * chosen) || !isFloats(recall, heads * chosen)) return undefined;
  const message = { type: 'recall' as const, ...traced, path, symbols: symbols, beta, recall };
  if (curve === undefined) return message;
  return isCurve(curve, chosen, heads) ? { ...message, curve } : undefined;
}

export function parseRecallOf(data: Readonly<Record<string, unknown>>): RecallOfMessage | undefined {
  const { path, line, column, length } = data;
  if (!isPath(path) || !isCount(line) || !isCount(column) || !isCount(length)) return undefined;
  return { type: 'recallOf', path, line, column, length };
}

function isListed(value: unknown, tokens: number): value is ListedSymbol {
  if (!isRecord(value)) return false;
  const { name, kind, line, column, from, to } = value;
  if (typeof name !== 'string' || !symbolKinds.some((own) => own === kind) || !isCount(line) || !isCount(column))
    return false;
  return isSpan(from, to, tokens);
}

function isCurve(value: unknown, tokens: number, heads: number): value is Curve {
  if (!isRecord(value)) return false;
  const { from, to, at, recall } = value;
  if (!isSpan(from, to, tokens) || !isInts(at, (to as number) - 1, tokens) || at.length === 0) return false;
  if (at.some((token, i) => i > 0 && token <= at[i - 1]!)) return false;
  return isFloats(recall, heads * ((to as number) - (from as number)) * at.length);
}

function isSpan(from: unknown, to: unknown, tokens: number): boolean {
  return isCount(from) && isCount(to) && from <= to && to <= tokens;
}
