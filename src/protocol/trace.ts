/**
 * What the memory panel is told of who wrote what, and what it may ask: messages of the views "Reads now" and "Writes".
 * Parsed on both sides, as all messages of the panel (panel.ts).
 */

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

/** Who wrote what is read where one token of the suggestion is predicted. */
export interface ReadsAnswer {
  readonly list: TokenList;
  readonly layers: number;
  readonly heads: number;
  /** The token that is predicted; the one before it reads. */
  readonly target: number;
  /** [layers][heads][tokens that were read], and [layers][heads] for what is older than the record. */
  readonly shares: Float32Array;
  readonly before: Float32Array;
  /** Milliseconds of the engine's time. */
  readonly ms: number;
}

/** What each token wrote. */
export interface WritesAnswer {
  readonly list: TokenList;
  readonly layers: number;
  readonly heads: number;
  /** Each [layers][heads][tokens that were read]. */
  readonly beta: Float32Array;
  readonly surprise: Float32Array;
  readonly held: Float32Array;
  readonly ms: number;
}

export interface ReadsMessage extends ReadsAnswer {
  readonly type: 'reads';
}

export interface WritesMessage extends WritesAnswer {
  readonly type: 'writes';
}

export type TraceToPanel = ReadsMessage | WritesMessage;

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

export type TraceFromPanel = LookMessage | OpenMessage | DecorateMessage;

const mostTokens = 4096;
const mostHeads = 4096;
const mostPath = 4096;

export function parseTraceToPanel(data: Readonly<Record<string, unknown>>): TraceToPanel | undefined {
  const { type } = data;
  const { list, layers, heads, ms } = data;
  if (!isList(list) || !isCount(layers) || !isCount(heads) || layers * heads > mostHeads || !isNumber(ms))
    return undefined;
  const tokens = list.texts.length;
  const all = (value: unknown): value is Float32Array => isFloats(value, layers * heads * (tokens - 1));
  if (type === 'reads') {
    const { target, shares, before } = data;
    if (!isCount(target) || target < 1 || target >= tokens || !all(shares) || !isFloats(before, layers * heads))
      return undefined;
    return { type, list, layers, heads, target, shares, before, ms };
  }
  if (type === 'writes') {
    const { beta, surprise, held } = data;
    if (!all(beta) || !all(surprise) || !all(held)) return undefined;
    return { type, list, layers, heads, beta, surprise, held, ms };
  }
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
    default:
      return undefined;
  }
}

function isList(value: unknown): value is TokenList {
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

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isFloats(value: unknown, length: number): value is Float32Array {
  return value instanceof Float32Array && value.length === length;
}

/** As the model knows files: relative, and nowhere but down. */
function isPath(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > mostPath || value.startsWith('/')) return false;
  return !value.split('/').includes('..');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
