/**
 * What the extension's host and the memory panel say to each other. Both sides check what arrives with the parsers
 * below: a webview is another process, and neither side trusts the other's word.
 */
import { isCount, isRecord } from './checks.ts';
import { isCounts, type Counts } from './counts.ts';
import { parseForgetFromPanel, parseForgetToPanel, type ForgetFromPanel, type ForgetToPanel } from './forget.ts';
import { parseTraceFromPanel, parseTraceToPanel, type TraceFromPanel, type TraceToPanel } from './trace.ts';

/** A look at the memory: the state that the last suggestion was decoded from. */
export interface Inspection {
  /** W, [layers][heads][headDim (value)][d_dot], float32. */
  readonly weights: Float32Array;
  readonly shape: readonly [layers: number, heads: number, rows: number, columns: number];
  /** Tokens that went into this state. */
  readonly tokensRead: number;
  /** The backend's name, as the person reads it. */
  readonly backend: string;
  /** Milliseconds that the last suggestion took. */
  readonly ms: number;
  readonly working: Working;
  /** Tokens read where a state on the way to this one is kept, ascending: each can be looked at, too. */
  readonly positions: readonly number[];
}

/** What the last suggestion and the memory behind it took. */
export interface Working {
  /** Tokens read for the last suggestion, and tokens written by it. */
  readonly read: number;
  readonly decoded: number;
  /** The line that most of it was copied from, `path:line`, if most of it was. */
  readonly copied?: string | undefined;
  /** States kept along the text, and their bytes. */
  readonly snapshots: number;
  readonly snapshotBytes: number;
  /** Chunks of text that a snapshot has spared since the engine's start, and those that were read. */
  readonly chunksFound: number;
  readonly chunksRead: number;
  /** Bytes of all states kept. */
  readonly bytes: number;
}

/** The panel's views, in the order of their tabs. */
export const viewIds = ['start', 'reads', 'writes', 'matrices', 'remembered', 'capacity', 'working'] as const;
export type ViewId = (typeof viewIds)[number];

/** To the panel: the whole memory, drawn at once. */
export interface MemoryMessage {
  readonly type: 'memory';
  /** Counts up with each message to this panel. */
  readonly sequence: number;
  readonly shape: Inspection['shape'];
  /** Float32 in the machine's byte order, exactly the shape's product long. */
  readonly weights: ArrayBuffer;
  readonly tokensRead: number;
  readonly backend: string;
  readonly ms: number;
  readonly working: Working;
  readonly positions: readonly number[];
}

/** To the panel: the memory as it was after so many tokens. */
export interface PastMessage {
  readonly type: 'past';
  /** Of the memory on whose way it lies. */
  readonly sequence: number;
  readonly position: number;
  /** As in the message of the memory; empty where the state is kept no more. */
  readonly weights: ArrayBuffer;
}

/** To the panel: there is nothing to show yet. */
export interface NothingMessage {
  readonly type: 'nothing';
}

/** To the panel: what has come of the suggestions so far. */
export interface CountsMessage {
  readonly type: 'counts';
  readonly counts: Counts;
}

export type ToPanel = MemoryMessage | PastMessage | NothingMessage | CountsMessage | TraceToPanel | ForgetToPanel;

/** From the panel: it listens now, send what there is. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** From the panel: forget the counts. */
export interface ResetCountsMessage {
  readonly type: 'resetCounts';
}

/** From the panel: what is looked at. What no view shows is neither computed nor sent. */
export interface ShowingMessage {
  readonly type: 'showing';
  readonly view: ViewId;
  /** Not where the picture is frozen: then nothing is to come until it is live again. */
  readonly live: boolean;
}

/** From the panel: send the memory as it was after so many tokens, one of the memory's positions. */
export interface AskPastMessage {
  readonly type: 'past';
  readonly position: number;
}

/** From the panel: open the page that explains a view, at this heading. */
export interface EquationMessage {
  readonly type: 'equation';
  readonly anchor: string;
}

/** From the panel: put what a view shows into a file that the person chooses. */
export interface ExportMessage {
  readonly type: 'export';
  readonly view: ViewId;
  readonly format: 'json' | 'png';
  readonly bytes: ArrayBuffer;
}

export type FromPanel =
  | ReadyMessage
  | ResetCountsMessage
  | ShowingMessage
  | AskPastMessage
  | EquationMessage
  | ExportMessage
  | TraceFromPanel
  | ForgetFromPanel;

/** Bytes of one export: more than any picture or record of a view. */
const mostExported = 64 * 1024 * 1024;

/** Snapshots on one way: no budget here holds as many. */
const mostPositions = 65536;

/** Far above any model here; what is larger is not a memory but a mistake. */
const mostWeights = 64 * 1024 * 1024;

/** The message for the panel; the buffer is the inspection's own where it is not part of a longer one. */
export function memoryMessage(inspection: Inspection, sequence: number): MemoryMessage {
  const { weights, shape, tokensRead, backend, ms, working, positions } = inspection;
  const buffer = wholeBuffer(weights);
  return { type: 'memory', sequence, shape, weights: buffer, tokensRead, backend, ms, working, positions };
}

/** The buffer of these numbers alone: their own, or a copy where it holds more. */
export function wholeBuffer(numbers: Float32Array): ArrayBuffer {
  const { buffer } = numbers;
  const whole = numbers.byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  return whole ? buffer : numbers.slice().buffer;
}

/** What arrived at the panel, or undefined where it is no message of ours. */
export function parseToPanel(data: unknown): ToPanel | undefined {
  if (!isRecord(data)) return undefined;
  if (data['type'] === 'nothing') return { type: 'nothing' };
  if (data['type'] === 'counts')
    return isCounts(data['counts']) ? { type: 'counts', counts: data['counts'] } : undefined;
  const { type, sequence, position, shape, weights, tokensRead, backend, ms, working, positions } = data;
  if (type === 'past') {
    const fits =
      isCount(sequence) && isCount(position) && weights instanceof ArrayBuffer && weights.byteLength % 4 === 0;
    return fits ? { type, sequence, position, weights } : undefined;
  }
  if (type !== 'memory') return parseTraceToPanel(data) ?? parseForgetToPanel(data);
  if (!isCount(sequence) || !isShape(shape) || !(weights instanceof ArrayBuffer)) return undefined;
  if (weights.byteLength !== 4 * shape.reduce((a, b) => a * b)) return undefined;
  if (!isCount(tokensRead) || typeof backend !== 'string' || backend.length > 200 || !isDuration(ms)) return undefined;
  if (!isWorking(working) || !isAscending(positions)) return undefined;
  return { type, sequence, shape, weights, tokensRead, backend, ms, working, positions };
}

/** What arrived from the panel, or undefined where it is no message of ours. */
export function parseFromPanel(data: unknown): FromPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, view, live, position, anchor, format, bytes } = data;
  switch (type) {
    case 'ready':
    case 'resetCounts':
      return { type };
    case 'showing':
      return isView(view) && typeof live === 'boolean' ? { type, view, live } : undefined;
    case 'past':
      return isCount(position) ? { type, position } : undefined;
    case 'equation':
      return typeof anchor === 'string' && /^[a-z-]{1,40}$/.test(anchor) ? { type, anchor } : undefined;
    case 'export':
      if (!isView(view) || !isFormat(format) || !(bytes instanceof ArrayBuffer)) return undefined;
      return bytes.byteLength <= mostExported ? { type, view, format, bytes } : undefined;
    default:
      return parseTraceFromPanel(data) ?? parseForgetFromPanel(data);
  }
}

function isView(value: unknown): value is ViewId {
  return viewIds.some((id) => id === value);
}

function isFormat(value: unknown): value is ExportMessage['format'] {
  return value === 'json' || value === 'png';
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

/** A path and the number of a line. */
const mostPath = 4200;

function isWorking(value: unknown): value is Working {
  if (!isRecord(value)) return false;
  const names = ['read', 'decoded', 'snapshots', 'snapshotBytes', 'chunksFound', 'chunksRead', 'bytes'];
  const copied = value['copied'];
  const fits = copied === undefined || (typeof copied === 'string' && copied.length <= mostPath);
  return fits && names.every((name) => isCount(value[name]));
}

function isAscending(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length > mostPositions) return false;
  return value.every((n, i) => isCount(n) && (i === 0 || n > (value as number[])[i - 1]!));
}

function isShape(value: unknown): value is Inspection['shape'] {
  if (!Array.isArray(value) || value.length !== 4) return false;
  return value.every((n) => isCount(n) && n > 0) && value.reduce((a: number, b: number) => a * b) <= mostWeights;
}
