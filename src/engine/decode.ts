/** Greedy decoding of one completion, from a state to text. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Backend, State } from './backend.ts';
import { blockEnd, type BlockEnd } from './block-end.ts';
import type { Choice } from './choice.ts';
import { Opinions, type Thought } from './opinion.ts';
import { Output, type Written } from './output.ts';
import { pause } from './pause.ts';
import type { Pointer } from './pointer/pointer.ts';
import type { PrefixIndex } from './prefix-index.ts';

export interface DecodeStart {
  /** After everything that is kept before the cursor. */
  readonly state: State;
  /** Of the token that comes next, [vocab]. */
  readonly logits: Float32Array;
  /** What the output has to begin with (token healing); may be empty. */
  readonly required: Uint8Array;
  readonly lines: 'one' | 'block';
  /** The cursor's line as far as the cursor: a block ends where it is left. */
  readonly opening: string;
  /** Where a block ends by its syntax, where that is known. */
  readonly syntax?: BlockEnd | undefined;
  /** What may be copied, where that is wanted. */
  readonly pointer?: Pointer | undefined;
}

export interface Decoded extends Written {
  /** Tokens chosen, the healed ones and the stop included. */
  readonly tokens: number;
  readonly chosen: readonly Choice[];
  /** The model said stop; the block was left; the budget was spent. */
  readonly ended: 'stop' | 'left' | 'limit';
}

/** What is chosen already, at least one token; all but the last have gone into the state. */
export interface Begun {
  readonly chosen: readonly Choice[];
  readonly state: State;
}

export interface Aborted {
  readonly aborted: 'cancelled';
}

/** Tokens at most. Longer lines are rare, and a longer guess is rarely right to its end. */
const budget = { one: 64, block: 200 };
/** Choices of one call: a call blocks its thread, and a newer request waits for it. */
export const mostOfOneCall = 8;

/**
 * Decodes until the model stops, the block is left or the budget is spent. While required bytes remain, or where there
 * is something to copy, every step is a call and the choice is made here; else the graph chooses, up to eight tokens a
 * call. `cancelled` is asked before every call, after messages had their turn.
 */
export async function decode(
  backend: Pick<Backend, 'steps'>,
  tokenizer: Tokenizer,
  index: PrefixIndex,
  start: DecodeStart,
  cancelled: () => boolean,
  begun?: Begun,
): Promise<Decoded | Aborted> {
  const oneLine = start.lines === 'one';
  const most = budget[start.lines];
  const output = new Output(tokenizer, start.required.length);
  const opinions = new Opinions(tokenizer, index, start);
  const best = (thought: Thought): Choice =>
    opinions.of(
      thought,
      output.chosen.map(({ token }) => token),
      output.length,
    ).best;
  const choosesHere = () => start.pointer !== undefined || output.length < start.required.length;
  const ended = (how: Decoded['ended'], length?: number): Decoded => {
    return { ...output.written(length), tokens: output.tokens, chosen: output.chosen, ended: how };
  };

  let { state } = begun ?? start;
  const first = begun?.chosen ?? [best(start)];
  for (const choice of first) output.add(choice);
  // The state that was given is somebody else's; those on the way are nobody's.
  for (let spent = false; ; spent = true) {
    // First: a call may have gone on beyond such an end, and stopped later.
    const text = output.text();
    const end = oneLine ? lineEnd(text) : blockEnd(start.opening, text, start.syntax);
    if (end !== undefined) return ended(oneLine ? 'stop' : 'left', end);
    if (output.last === tokenizer.end) return ended('stop');
    if (output.tokens >= most) return ended('limit');
    await pause();
    if (cancelled()) return { aborted: 'cancelled' };
    if (choosesHere()) {
      const fed = await backend.steps(state, [output.last], 1, oneLine, spent);
      state = fed.state;
      output.add(best(fed));
    } else {
      const room = Math.min(mostOfOneCall, most - output.tokens);
      const run = await backend.steps(state, [output.last], room, oneLine, spent);
      state = run.state;
      run.chosen.forEach((token, i) => output.add({ token, logprob: run.logprobs[i]! }));
    }
  }
}

/** A byte piece can spell a line break, too; it is a stop all the same. */
function lineEnd(text: string): number | undefined {
  const at = text.indexOf('\n');
  return at < 0 ? undefined : at;
}
