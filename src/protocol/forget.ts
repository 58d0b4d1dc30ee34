/**
 * What the memory panel may ask of forgetting, and of suggestions as they would be without a part of what was read.
 * Parsed on both sides, as all messages of the panel (panel.ts).
 */

import { isCount, isNumber, isPath, isRecord } from './checks.ts';

/** What is to be taken out: heads or lines. */
export interface WhatIfQuestion {
  /** Those of one layer, those of one number in all layers, one, or with neither all. Counted from 0. */
  readonly heads?: { readonly layer?: number; readonly head?: number } | undefined;
  readonly lines?: FileLines | undefined;
}

/** Lines of a file, counted from 0; `to` is behind the last. */
export interface FileLines {
  /** As the model knows it. */
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

export interface Guess {
  readonly text: string;
  readonly confidence: number;
}

export interface WhatIfAnswer {
  readonly real: Guess;
  readonly without: Guess;
  /** Milliseconds of the engine's time. */
  readonly ms: number;
}

/** To the panel: what would be; without an answer where a suggestion was made meanwhile, or there is none. */
export interface WhatIfMessage {
  readonly type: 'whatIf';
  readonly answer: WhatIfAnswer | null;
}

/** To the panel: whether something is forgotten that can be remembered again. */
export interface ForgottenMessage {
  readonly type: 'forgotten';
  readonly some: boolean;
}

export type ForgetToPanel = WhatIfMessage | ForgottenMessage;

/** From the panel: what would be suggested without these? A newer question takes the older one's place. */
export interface AskWhatIfMessage extends WhatIfQuestion {
  readonly type: 'whatIf';
}

/** From the panel: nobody waits for the answer any more. */
export interface DropWhatIfMessage {
  readonly type: 'dropWhatIf';
}

/** From the panel: forget this. Without lines the whole file, without a path everything. */
export interface ForgetMessage {
  readonly type: 'forget';
  readonly path?: string;
  readonly lines?: { readonly from: number; readonly to: number };
}

/** From the panel: read again what was forgotten. */
export interface RememberMessage {
  readonly type: 'remember';
}

export type ForgetFromPanel = AskWhatIfMessage | DropWhatIfMessage | ForgetMessage | RememberMessage;

/** Characters of a suggestion; 200 tokens are far fewer. */
const mostText = 65536;

export function parseForgetToPanel(data: Readonly<Record<string, unknown>>): ForgetToPanel | undefined {
  const { type, answer, some } = data;
  if (type === 'forgotten') return typeof some === 'boolean' ? { type, some } : undefined;
  if (type !== 'whatIf') return undefined;
  if (answer === null) return { type, answer };
  if (!isRecord(answer)) return undefined;
  const { real, without, ms } = answer;
  return isGuess(real) && isGuess(without) && isNumber(ms) ? { type, answer: { real, without, ms } } : undefined;
}

export function parseForgetFromPanel(data: Readonly<Record<string, unknown>>): ForgetFromPanel | undefined {
  const { type, heads, lines, path } = data;
  switch (type) {
    case 'dropWhatIf':
    case 'remember':
      return { type };
    case 'whatIf':
      if (heads !== undefined && !isHeads(heads)) return undefined;
      if (lines !== undefined && !isFileLines(lines)) return undefined;
      return { type, heads, lines };
    case 'forget':
      if (path === undefined) return lines === undefined ? { type } : undefined;
      if (!isPath(path)) return undefined;
      if (lines === undefined) return { type, path };
      return isSpan(lines) ? { type, path, lines } : undefined;
    default:
      return undefined;
  }
}

function isGuess(value: unknown): value is Guess {
  if (!isRecord(value)) return false;
  const { text, confidence } = value;
  return typeof text === 'string' && text.length <= mostText && isNumber(confidence);
}

function isHeads(value: unknown): value is NonNullable<WhatIfQuestion['heads']> {
  if (!isRecord(value)) return false;
  const { layer, head } = value;
  return (layer === undefined || isCount(layer)) && (head === undefined || isCount(head));
}

function isFileLines(value: unknown): value is FileLines {
  return isSpan(value) && isPath((value as Partial<FileLines>).path);
}

function isSpan(value: unknown): value is { readonly from: number; readonly to: number } {
  if (!isRecord(value)) return false;
  const { from, to } = value;
  return isCount(from) && isCount(to) && from < to;
}
