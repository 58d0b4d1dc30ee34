import type { Calibration } from '../../completion/confidence.ts';
import type { Backend } from '../../engine/backend.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { Completer } from './ask.ts';

/** What is measured: the shipped engine. */
export interface Subject {
  readonly model: { readonly id: string; readonly name: string };
  readonly backend: Backend;
  readonly tokenizer: Tokenizer;
  readonly session: Completer;
  readonly confidence: Calibration & { readonly threshold: number };
}

/** A section that could not run, and what to do about it. */
export interface NotRun {
  readonly notRun: string;
}
