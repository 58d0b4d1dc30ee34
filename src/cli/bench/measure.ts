import type { Calibration } from '../../completion/confidence.ts';
import type { Engine } from '../../engine/load.ts';
import { Session, type CompletionRequest } from '../../memory/session.ts';
import { parts } from '../load.ts';
import { answer } from '../answer.ts';
import { Clock } from './clock.ts';
import { typing } from './typing.ts';

export interface Figures {
  readonly lines: number;
  /** Of the file, read before the first key. */
  readonly tokens: number;
  /** From a request to its suggestion, after one typed character: milliseconds by the wall, and of the processor. */
  readonly ms: Spread;
  readonly cpuMs: Spread;
  /** The same after Enter: how many, and milliseconds. */
  readonly newLine: { readonly count: number; readonly ms: Spread; readonly cpuMs: Spread };
  /** Tokens read for one typed character. */
  readonly read: { readonly median: number; readonly most: number };
  /** Tokens decoded for a suggestion: what it takes depends on them most, and on what there was to suggest. */
  readonly decoded: { readonly median: number };
  /** The same time for each token read or decoded: median. */
  readonly msPerToken: number;
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** One typed character. */
interface Key {
  readonly ms: number;
  readonly cpuMs: number;
  readonly read: number;
  readonly decoded: number;
}

/** A line that was just begun, with its indentation. */
const newLine = /\n[ \t]*$/;
/** That are begun in each file once the keys have been typed, at most. */
const newLines = 30;

/** A file that is being typed in. */
class Typist {
  readonly keys: Key[] = [];
  readonly enters: Key[] = [];
  tokens = 0;
  readonly lines: number;
  readonly #session: Session;
  readonly #calibration: Calibration;
  readonly #requests: ReturnType<typeof typing>;
  #last: CompletionRequest | undefined;

  constructor({ backend, tokenizer, model }: Engine, lines: readonly string[]) {
    this.lines = lines.length;
    this.#session = new Session(backend, tokenizer, parts(model));
    this.#calibration = model.confidence;
    this.#requests = typing(lines);
  }

  /** @returns milliseconds and tokens of the first reading */
  async begin(progress: (share: number) => void): Promise<{ ms: number; tokens: number }> {
    const start = performance.now();
    const request = this.#next();
    const told = (read: number, total: number) => progress(read / total);
    const result = await this.#session.read(request, () => false, told);
    if (!('read' in result)) throw new Error(`the file of ${this.lines} lines was not read`);
    this.tokens = result.read;
    return { ms: performance.now() - start, tokens: result.read };
  }

  key(): Promise<Key> {
    return this.#ask(this.#next());
  }

  /**
   * Types on, without asking, up to the next Enter; what is read ahead in idle time is read before, as in the editor.
   * Undefined where there is no line left.
   */
  async enter(): Promise<Key | undefined> {
    for (let before = this.#last; ; before = this.#last) {
      const { value: request } = this.#requests.next();
      if (request === undefined) return undefined;
      this.#last = request;
      if (!newLine.test(request.prefix)) continue;
      if (before !== undefined) await this.#session.read(before, () => false);
      return this.#ask(request);
    }
  }

  async #ask(request: CompletionRequest): Promise<Key> {
    let read = 0;
    const session: Pick<Session, 'complete'> = {
      complete: async (asked, cancelled) => {
        const result = await this.#session.complete(asked, cancelled);
        if ('read' in result) read = result.read;
        return result;
      },
    };
    const clock = new Clock();
    const result = await answer(session, this.#calibration, request);
    const cpuMs = clock.cpuMs();
    if ('error' in result) throw new Error(result.error);
    return { ms: result.ms, cpuMs, read, decoded: result.tokens };
  }

  #next(): CompletionRequest {
    const { value } = this.#requests.next();
    if (value === undefined) throw new Error('there are too few characters to type');
    this.#last = value;
    return value;
  }
}

/**
 * Types the same text at the end of each file, a key here and a key there, so that all meet the same noise of the
 * machine.
 *
 * @param files lines of each
 * @param keys measured in each file, after some that are not
 */
export async function measureTyping(
  engine: Engine,
  files: readonly (readonly string[])[],
  keys: number,
  progress: (text: string) => void,
): Promise<{ figures: Figures[]; reading: { ms: number; tokens: number } }> {
  const warmUp = 8;
  const typists = files.map((lines) => new Typist(engine, lines));
  const reading = { ms: 0, tokens: 0 };
  for (const typist of typists) {
    const { ms, tokens } = await typist.begin((share) =>
      progress(`reading ${typist.lines} lines: ${(100 * share).toFixed(0)}%`),
    );
    reading.ms += ms;
    reading.tokens += tokens;
  }
  for (let key = -warmUp; key < keys; key++) {
    progress(`typing: ${Math.max(0, key)} of ${keys} keys`);
    // Every other time from the last to the first: whatever comes second finds warmer caches.
    for (const typist of key % 2 === 0 ? typists : typists.toReversed()) {
      const measured = await typist.key();
      if (key >= 0) typist.keys.push(measured);
    }
  }
  for (let line = 0; line < newLines; line++) {
    progress(`new lines: ${line} of ${newLines}`);
    for (const typist of line % 2 === 0 ? typists : typists.toReversed()) {
      const measured = await typist.enter();
      if (measured !== undefined) typist.enters.push(measured);
    }
  }
  return { figures: typists.map(figuresOf), reading };
}

function figuresOf({ lines, tokens, keys, enters }: Typist): Figures {
  const of = (name: keyof Key) => keys.map((key) => key[name]);
  return {
    lines,
    tokens,
    ms: spread(of('ms')),
    cpuMs: spread(of('cpuMs')),
    newLine: {
      count: enters.length,
      ms: spread(enters.map(({ ms }) => ms)),
      cpuMs: spread(enters.map(({ cpuMs }) => cpuMs)),
    },
    read: { median: quantile(of('read'), 0.5), most: Math.max(...of('read')) },
    decoded: { median: quantile(of('decoded'), 0.5) },
    msPerToken: quantile(
      keys.map(({ ms, read, decoded }) => ms / (read + decoded)),
      0.5,
    ),
  };
}

export function spread(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), p99: quantile(values, 0.99) };
}

/** The value that the given part of all is not above; between two, their mean. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}
