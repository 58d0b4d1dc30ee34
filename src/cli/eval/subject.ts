import type { Calibration } from '../../completion/confidence.ts';
import type { Backend } from '../../engine/backend.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { Engine } from '../../engine/load.ts';
import type { Failure } from '../../protocol/failure.ts';
import type { Session, SessionOptions } from '../../memory/session.ts';
import type { Completer } from './ask.ts';

/** What is measured: the shipped engine. */
export interface Subject {
  readonly model: { readonly id: string; readonly name: string; /** Its model.json. */ readonly file: string };
  /** Whether anything is copied: PALIMPSEST_POINTER does not say off. */
  readonly copies: boolean;
  readonly backend: Backend;
  readonly tokenizer: Tokenizer;
  /** As it ships. */
  readonly session: Completer;
  /** Another one, that differs from the shipped one in these. */
  readonly open: (changed: SessionOptions) => Pick<Session, 'complete' | 'follow'>;
  /** The same model on the backend that is named, whichever is faster. */
  readonly start: (backend: 'kernel' | 'ort') => Promise<Pick<Engine, 'backend'> | Failure>;
  readonly confidence: Calibration & { readonly threshold: number };
}

/** A section that could not run, and what to do about it. */
export interface NotRun {
  readonly notRun: string;
}
