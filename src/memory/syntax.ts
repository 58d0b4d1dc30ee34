import type { BlockEnd } from '../engine/block-end.ts';
import type { CompletionRequest } from './request.ts';

/** What knows the syntax of the languages. */
export interface Syntax {
  /** For a block at the cursor; undefined where the language is not known or there is no such block. */
  blockEnd(request: Pick<CompletionRequest, 'path' | 'prefix' | 'suffix'>): Promise<BlockEnd | undefined>;
}
