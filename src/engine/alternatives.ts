/** What else could stand at the cursor, beside the likeliest text. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Backend, State } from './backend.ts';
import { runnersUp, type Choice } from './choice.ts';
import { decode, type Aborted, type DecodeStart, type Decoded } from './decode.ts';
import { Opinions, type Thought } from './opinion.ts';
import { pause } from './pause.ts';
import type { PrefixIndex } from './prefix-index.ts';

/** Another way to go on after the first tokens of a decoding. */
interface Fork {
  /** The last of them is not what was chosen first. */
  readonly chosen: readonly Choice[];
  /** After all but the last. */
  readonly state: State;
  readonly logprob: number;
}

/** Tokens that are looked at, and what is tried at each of them. */
const places = 3;
const triedAtEach = 2;
/** Tokens of one call: a call blocks its thread. */
const mostOfOneCall = 8;

/**
 * Decodes anew where the first decoding was least certain, with the token that came second there, and so on: the
 * likeliest forks first, until there are `most` other texts or no fork is left.
 *
 * @param first what `decode` made of the same start
 */
export async function alternatives(
  backend: Backend,
  tokenizer: Tokenizer,
  index: PrefixIndex,
  start: DecodeStart,
  first: Decoded,
  most: number,
  cancelled: () => boolean,
): Promise<Decoded[] | Aborted> {
  if (most === 0) return [];
  const forks = await forksOf(backend, tokenizer, index, start, first, cancelled);
  if ('aborted' in forks) return forks;
  const others: Decoded[] = [];
  for (const fork of forks.sort((a, b) => b.logprob - a.logprob)) {
    if (others.length === most) break;
    const other = await decode(backend, tokenizer, index, start, cancelled, fork);
    if ('aborted' in other) return other;
    // The same text can be spelt by other tokens.
    if ([first, ...others].every(({ text }) => text !== other.text)) others.push(other);
  }
  return others;
}

async function forksOf(
  backend: Backend,
  tokenizer: Tokenizer,
  index: PrefixIndex,
  start: DecodeStart,
  { chosen }: Decoded,
  cancelled: () => boolean,
): Promise<Fork[] | Aborted> {
  const oneLine = start.lines === 'one';
  const opinions = new Opinions(tokenizer, index, start);
  const leastCertain = [...chosen.keys()]
    .sort((a, b) => chosen[a]!.logprob - chosen[b]!.logprob)
    .slice(0, places)
    .sort((a, b) => a - b);
  const forks: Fork[] = [];
  let at: Thought & Pick<DecodeStart, 'state'> = start;
  let fed = 0;
  for (const place of leastCertain) {
    for (; fed < place; fed = Math.min(place, fed + mostOfOneCall)) {
      await pause();
      if (cancelled()) return { aborted: 'cancelled' };
      const tokens = chosen.slice(fed, Math.min(place, fed + mostOfOneCall)).map(({ token }) => token);
      at = await backend.steps(at.state, tokens, 1, oneLine);
    }
    const before = chosen.slice(0, place);
    const bytes = bytesOf(before, tokenizer);
    const written = before.map(({ token }) => token);
    const opinion = opinions.of(at, written, bytes);
    for (const choice of runnersUp(opinion, tokenizer, chosen[place]!.token, triedAtEach, opinions.allowed(bytes))) {
      const logprob = before.reduce((sum, { logprob }) => sum + logprob, choice.logprob);
      forks.push({ chosen: [...before, choice], state: at.state, logprob });
    }
  }
  return forks;
}

function bytesOf(chosen: readonly Choice[], tokenizer: Tokenizer): number {
  return chosen.reduce((sum, { token }) => sum + (tokenizer.bytes(token)?.length ?? 0), 0);
}
