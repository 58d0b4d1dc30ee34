/** What the model and the pointer think of the tokens of a text that is known: what the mixture is fitted to. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Backend } from './backend.ts';
import type { DecodeStart } from './decode.ts';
import { Opinions, type Thought } from './opinion.ts';
import { pause } from './pause.ts';
import { evidence } from './pointer/mix.ts';
import type { Evidence } from './pointer/mixture.ts';
import type { PrefixIndex } from './prefix-index.ts';

/** A token for which something was there to copy. */
export interface Followed {
  readonly evidence: Evidence;
  /** Probability that the model gives the token. */
  readonly model: number;
  /** Share of the token among what was copied. */
  readonly copied: number;
}

/** @param tokens what comes at the start, its stop included, agreeing with what is required */
export async function follow(
  backend: Backend,
  tokenizer: Tokenizer,
  index: PrefixIndex,
  start: DecodeStart,
  tokens: readonly number[],
): Promise<Followed[]> {
  const opinions = new Opinions(tokenizer, index, start);
  const followed: Followed[] = [];
  let at: Thought & Pick<DecodeStart, 'state'> = start;
  let bytes = 0;
  for (const [i, token] of tokens.entries()) {
    const views = opinions.views(at, tokens.slice(0, i), bytes);
    if (views.copies !== undefined) {
      followed.push({
        evidence: evidence(views.model, views.copies, views.healing),
        model: Math.exp(views.model.logprob(token)),
        copied: views.copies.shares.get(token) ?? 0,
      });
    }
    if (i === tokens.length - 1) break;
    await pause();
    at = await backend.steps(at.state, [token], 1, start.lines === 'one');
    bytes += tokenizer.bytes(token)?.length ?? 0;
  }
  return followed;
}
