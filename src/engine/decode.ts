/** Greedy decoding of one completion, from a state to text. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Backend, State } from './backend.ts';
import { blockEnd } from './block-end.ts';
import { chooseAmong, chooseFree, type Choice } from './choice.ts';
import { pause } from './pause.ts';
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
}

export interface Decoded {
  /** What comes after the required bytes. In one-line mode without a line break. */
  readonly text: string;
  /** Tokens chosen, the healed ones and the stop included. */
  readonly tokens: number;
  /** Sum over those that make up the text, and the stop where it was the model's own; nats. */
  readonly logprob: number;
  /** The model said stop; the block's indentation was left; the budget was spent. */
  readonly ended: 'stop' | 'dedent' | 'limit';
}

export interface Aborted {
  readonly aborted: 'cancelled';
}

/** Tokens at most. Longer lines are rare, and a longer guess is rarely right to its end. */
const budget = { one: 64, block: 200 };
/** Choices of one call: a call blocks its thread, and a newer request waits for it. */
const mostOfOneCall = 8;

/**
 * Decodes until the model stops, the block is left or the budget is spent. While required bytes remain, every step
 * is a call and the choice is made here, among the tokens that agree with them; then the graph chooses, up to eight
 * tokens a call. `cancelled` is asked before every call, after messages had their turn.
 */
export async function decode(
  backend: Backend,
  tokenizer: Tokenizer,
  index: PrefixIndex,
  start: DecodeStart,
  cancelled: () => boolean,
): Promise<Decoded | Aborted> {
  const oneLine = start.lines === 'one';
  const most = budget[start.lines];
  const output = new Output(tokenizer, start.required.length);
  const constrained = (logits: Float32Array) =>
    chooseAmong(logits, index.allowed(start.required.subarray(output.length)));
  const healing = () => output.length < start.required.length;

  let { state } = start;
  output.add(healing() ? constrained(start.logits) : chooseFree(start.logits, tokenizer, oneLine));
  for (;;) {
    // First: a call may have gone on beyond such an end, and stopped later.
    const end = oneLine ? lineEnd(output.text()) : blockEnd(start.opening, output.text());
    if (end !== undefined) return output.result(oneLine ? 'stop' : 'dedent', end);
    if (output.last === tokenizer.end) return output.result('stop');
    if (output.tokens >= most) return output.result('limit');
    await pause();
    if (cancelled()) return { aborted: 'cancelled' };
    if (healing()) {
      const fed = await backend.steps(state, [output.last], 1, oneLine);
      state = fed.state;
      output.add(constrained(fed.logits));
    } else {
      const room = Math.min(mostOfOneCall, most - output.tokens);
      const run = await backend.steps(state, [output.last], room, oneLine);
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

/** What has been chosen so far: tokens, their probabilities, and the text after the required bytes. */
class Output {
  readonly #tokenizer: Tokenizer;
  readonly #required: number;
  readonly #bytes: number[] = [];
  readonly #chosen: Choice[] = [];
  /** Where each token's bytes end. */
  readonly #ends: number[] = [];

  constructor(tokenizer: Tokenizer, required: number) {
    this.#tokenizer = tokenizer;
    this.#required = required;
  }

  /** Bytes so far, the required ones included. */
  get length(): number {
    return this.#bytes.length;
  }

  get tokens(): number {
    return this.#chosen.length;
  }

  get last(): number {
    return this.#chosen.at(-1)!.token;
  }

  add(choice: Choice): void {
    this.#bytes.push(...(this.#tokenizer.bytes(choice.token) ?? []));
    this.#chosen.push(choice);
    this.#ends.push(this.#bytes.length);
  }

  /** Text after the required bytes, up to the first sequence that is not UTF-8: byte pieces may end inside one. */
  text(): string {
    const after = Uint8Array.from(this.#bytes.slice(this.#required));
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(after);
    const broken = text.indexOf('\uFFFD');
    return broken < 0 ? text : text.slice(0, broken);
  }

  result(ended: Decoded['ended'], length?: number): Decoded {
    const text = this.text().slice(0, length);
    return { text, tokens: this.tokens, logprob: this.#logprob(length === undefined ? undefined : text), ended };
  }

  /** Sum over all tokens, or, where the text was cut, over those that begin inside it and the one after. */
  #logprob(cut: string | undefined): number {
    const length = cut === undefined ? Infinity : this.#required + new TextEncoder().encode(cut).length;
    let sum = 0;
    for (const [i, { logprob }] of this.#chosen.entries()) {
      sum += logprob;
      if (this.#ends[i]! > length) break;
    }
    return sum;
  }
}
