/**
 * What the memory panel is told of who wrote what, and what it may ask: messages of the views "Reads now" and "Writes".
 * Parsed on both sides, as all messages of the panel (panel.ts).
 */
import { isCount, isFloats, isNumber, isPath, isRecord, isTexts } from './checks.ts';
import { parseCollisions, type CollisionsMessage } from './collisions.ts';
import { isCopied, type Copied } from './copied.ts';
import type { Progress } from './progress.ts';
import { parseRecall, parseRecallOf, type RecallMessage, type RecallOfMessage } from './recall.ts';

/** Tokens that are told apart, and the most that are where somebody asks for more. */
export const reach = { usual: 1024, most: 4096 } as const;

/**
 * Kinds of a token, by their number in `TokenList.places`: text of a file; the line that begins a file in the stream; what
 * tells the model that text from after the cursor begins or ends; what the model chose itself.
 */
export const tokenKinds = ['text', 'header', 'mark', 'suggestion'] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** The tokens of a record, in the order in which they were read, and what was chosen after them. */
export interface TokenList {
  /** As they stand in the text; plain text, never markup. The last was chosen, but not read: it has no numbers. */
  readonly texts: readonly string[];
  /** Files, as the model knows them. */
  readonly paths: readonly string[];
  /** [tokens][4]: number of the path, line and column (from 0, UTF-16 units), kind. */
  readonly places: Int32Array;
  /** The first token that the model chose, and the first that goes beyond what was typed. */
  readonly chosen: number;
  readonly beyond: number;
  /** Tokens that were read before these. */
  readonly older: number;
}

/** What the answers have in common. */
export interface Traced {
  readonly list: TokenList;
  readonly layers: number;
  readonly heads: number;
  /** Milliseconds of the engine's time. */
  readonly ms: number;
}

/** Who wrote what is read where one token of the suggestion is predicted. */
export interface ReadsAnswer extends Traced {
  /** The token that is predicted; the one before it reads. */
  readonly target: number;
  /** [layers][heads][tokens that were read], and [layers][heads] for what is older than the record. */
  readonly shares: Float32Array;
  readonly before: Float32Array;
  /** What was not predicted from the memory. */
  readonly copied: Copied;
}

/** What each token wrote. */
export interface WritesAnswer extends Traced {
  /** Each [layers][heads][tokens that were read]. */
  readonly beta: Float32Array;
  readonly surprise: Float32Array;
  readonly held: Float32Array;
}

export interface ReadsMessage extends ReadsAnswer {
  readonly type: 'reads';
}

export interface WritesMessage extends WritesAnswer {
  readonly type: 'writes';
}

/** How far the text is read once more, where somebody has asked for more of it. */
export interface ProgressMessage extends Progress {
  readonly type: 'progress';
}

export type TraceToPanel = ReadsMessage | WritesMessage | RecallMessage | CollisionsMessage | ProgressMessage;

/** From the panel: look at the reads where this token of the suggestion is predicted, counted from the first chosen one. */
export interface LookMessage {
  readonly type: 'look';
  readonly token: number;
}

/** From the panel: show a place in the editor. */
export interface OpenMessage {
  readonly type: 'open';
  readonly path: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** From the panel: mark these lines in the editor, the darkest being 1; an empty list takes the marks away. */
export interface DecorateMessage {
  readonly type: 'decorate';
  readonly lines: readonly { readonly path: string; readonly line: number; readonly share: number }[];
}

/** From the panel: tell so many of the last tokens apart; fewer than before where somebody does not want to wait. */
export interface ReachMessage {
  readonly type: 'reach';
  readonly tokens: number;
}

export type TraceFromPanel = LookMessage | OpenMessage | DecorateMessage | RecallOfMessage | ReachMessage;

/** What is read after the last point on the grid, and what was chosen, comes on top. */
const mostTokens = 2 * reach.most;
const mostHeads = 4096;

export function parseTraceToPanel(data: Readonly<Record<string, unknown>>): TraceToPanel | undefined {
  const { type, list, layers, heads, ms } = data;
  if (type === 'progress') {
    const { read, total } = data;
    return isCount(read) && isCount(total) ? { type, read, total } : undefined;
  }
  if (!isList(list) || !isCount(layers) || !isCount(heads) || layers * heads > mostHeads || !isNumber(ms))
    return undefined;
  const traced = { list, layers, heads, ms };
  const tokens = list.texts.length;
  const all = (value: unknown): value is Float32Array => isFloats(value, layers * heads * (tokens - 1));
  if (type === 'reads') {
    const { target, shares, before, copied } = data;
    if (!isCount(target) || target < 1 || target >= tokens || !all(shares) || !isFloats(before, layers * heads))
      return undefined;
    return isCopied(copied) ? { type, list, layers, heads, target, shares, before, copied, ms } : undefined;
  }
  if (type === 'writes') {
    const { beta, surprise, held } = data;
    if (!all(beta) || !all(surprise) || !all(held)) return undefined;
    return { type, list, layers, heads, beta, surprise, held, ms };
  }
  if (type === 'recall') return parseRecall(data, traced);
  if (type === 'collisions') return parseCollisions(data, traced);
  return undefined;
}

export function parseTraceFromPanel(data: Readonly<Record<string, unknown>>): TraceFromPanel | undefined {
  const { type } = data;
  switch (type) {
    case 'look': {
      const { token } = data;
      return isCount(token) && token < mostTokens ? { type, token } : undefined;
    }
    case 'open': {
      const { path, line, column, length } = data;
      if (!isPath(path) || !isCount(line) || !isCount(column) || !isCount(length)) return undefined;
      return { type, path, line, column, length };
    }
    case 'decorate': {
      const { lines } = data;
      if (!Array.isArray(lines) || lines.length > mostTokens) return undefined;
      const fits = lines.every(
        (line) => isRecord(line) && isPath(line['path']) && isCount(line['line']) && isNumber(line['share']),
      );
      return fits ? { type, lines: lines as DecorateMessage['lines'] } : undefined;
    }
    case 'recallOf':
      return parseRecallOf(data);
    case 'reach': {
      const { tokens } = data;
      return isCount(tokens) && tokens >= reach.usual && tokens <= reach.most ? { type, tokens } : undefined;
    }
    default:
      return undefined;
  }
}

export function isList(value: unknown): value is TokenList {
  if (!isRecord(value)) return false;
  const { texts, paths, places, chosen, beyond, older } = value;
  if (!isTexts(texts) || !isTexts(paths) || texts.length > mostTokens || !(places instanceof Int32Array)) return false;
  if (places.length !== 4 * texts.length || !isCount(chosen) || !isCount(beyond) || !isCount(older)) return false;
  if (chosen > beyond || beyond >= texts.length) return false;
  return texts.every((_, i) => {
    const [path, line, column, kind] = places.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    return path >= 0 && path < paths.length && line >= 0 && column >= 0 && kind >= 0 && kind < tokenKinds.length;
  });
}
