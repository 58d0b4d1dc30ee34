import type { Calibration } from '../../completion/confidence.ts';
import type { Engine } from '../../engine/load.ts';
import { Session, type CompletionRequest } from '../../memory/session.ts';
import { parts } from '../load.ts';
import { answer } from '../answer.ts';
import { typing } from './typing.ts';

export interface Figures {
  readonly lines: number;
  /** Of the file, read before the first key. */
  readonly tokens: number;
  /** From a request to its suggestion, after one typed character: milliseconds. */
  readonly ms: Spread;
  /** Tokens read for one typed character. */
  readonly read: { readonly median: number; readonly most: number };
  /** Tokens decoded for a suggestion: what it takes depends on them most, and on what there was to suggest. */
  readonly decoded: { readonly median: number };
  /** The same time for each token read or decoded: median. */
  readonly msPerToken: number;
}

export interface Spread {
  readonly median: number;
  /** The ninth of ten. */
  readonly p90: number;
}

/** One typed character. */
interface Key {
  readonly ms: number;
  readonly read: number;
  readonly decoded: number;
}

/** A file that is being typed in. */
class Typist {
  readonly keys: Key[] = [];
  tokens = 0;
  readonly lines: number;
  readonly #session: Session;
  readonly #calibration: Calibration;
  readonly #requests: ReturnType<typeof typing>;

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

  async key(): Promise<Key> {
    const request = this.#next();
    let read = 0;
    const session: Pick<Session, 'complete'> = {
      complete: async (asked, cancelled) => {
        const result = await this.#session.complete(asked, cancelled);
        if ('read' in result) read = result.read;
        return result;
      },
    };
    const result = await answer(session, this.#calibration, request);
    if ('error' in result) throw new Error(result.error);
    return { ms: result.ms, read, decoded: result.tokens };
  }

  #next(): CompletionRequest {
    const { value } = this.#requests.next();
    if (value === undefined) throw new Error('there are too few characters to type');
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
  return { figures: typists.map(figuresOf), reading };
}

function figuresOf({ lines, tokens, keys }: Typist): Figures {
  const of = (name: keyof Key) => keys.map((key) => key[name]);
  return {
    lines,
    tokens,
    ms: { median: quantile(of('ms'), 0.5), p90: quantile(of('ms'), 0.9) },
    read: { median: quantile(of('read'), 0.5), most: Math.max(...of('read')) },
    decoded: { median: quantile(of('decoded'), 0.5) },
    msPerToken: quantile(
      keys.map(({ ms, read, decoded }) => ms / (read + decoded)),
      0.5,
    ),
  };
}

/** The value that the given part of all is not above; between two, their mean. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}
