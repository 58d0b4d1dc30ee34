/** What a panel that is looked at takes of the engine's time, beside the same suggestions with nobody looking. */
import { bundledKernel } from '../../../engine/kernel/binary.ts';
import { Looking, startLook } from '../../../engine/kernel/look.ts';
import type { Engine } from '../../../engine/load.ts';
import { readBy, writtenBy } from '../../../memory/looked.ts';
import { collided, recalled } from '../../../memory/recalled.ts';
import { Session, type CompletionRequest, type Trace } from '../../../memory/session.ts';
import type { ViewId } from '../../../protocol/panel.ts';
import { reach } from '../../../protocol/trace.ts';
import { Symbols } from '../../../syntax/symbols.ts';
import { grammars, parts } from '../../load.ts';
import { Clock, type Cost } from '../clock.ts';
import { quantile } from '../measure.ts';
import { realCode } from '../text.ts';
import { typing } from '../typing.ts';

export interface LookFigures {
  /** Nothing where the panel is hidden. */
  readonly view?: ViewId;
  /** From a request to its suggestion. */
  readonly suggestion: Cost;
  /** What the engine does for the panel, after each suggestion. */
  readonly panel: Cost;
}

/** More than are told apart. */
const lines = 1000;
/** Keys that nobody counts: at the first, all that is told apart is recorded. */
const warmUps = 8;

type Look = (engine: Engine, trace: Trace, session: Session) => unknown;

const symbols = new Symbols(grammars);

/** What each view asks for; the others show what all are sent, the memory itself. */
const looks: readonly (readonly [view: ViewId, look: Look | undefined])[] = [
  ['matrices', undefined],
  [
    'reads',
    async ({ backend, look }, trace, session) =>
      session.copied(trace, readBy(backend.config, trace, undefined, await look.now()).target, wanted),
  ],
  ['writes', async ({ backend, look }, trace) => writtenBy(backend.config, trace, wanted, await look.now())],
  [
    'remembered',
    async ({ backend, look }, trace) => {
      const { path, prefix, suffix } = trace.left.request;
      return recalled(
        backend.config,
        trace,
        await symbols.of(path, prefix + suffix),
        undefined,
        wanted,
        await look.now(),
      );
    },
  ],
  ['capacity', ({ backend }, trace) => collided(backend.config, trace, wanted)],
];

const never = (): boolean => false;
const wanted = (): Promise<boolean> => Promise.resolve(true);

/**
 * The end of one file typed again in an editor for each view and in one with the panel hidden, a key here and a key
 * there, so that all meet the same noise of the machine.
 */
export async function measureLooks(
  engine: Engine,
  keys: number,
  progress: (text: string) => void,
): Promise<LookFigures[]> {
  const text = realCode(lines).lines;
  const onlookers = [new Onlooker(engine)];
  for (const [view, look] of looks) {
    // Of what lies in it most stays from one update to the next, so each has its own, as in the editor.
    const own = new Looking(() => startLook(engine.model, bundledKernel()));
    onlookers.push(new Onlooker({ ...engine, look: own }, view, look));
  }
  const requests = typing(text);
  for (let key = -warmUps; key < keys; key++) {
    progress(`looking: ${Math.max(0, key)} of ${keys} keys`);
    const { value } = requests.next();
    if (value === undefined) throw new Error('there are too few characters to type');
    for (const onlooker of key % 2 === 0 ? onlookers : onlookers.toReversed()) await onlooker.key(value, key >= 0);
  }
  return onlookers.map((onlooker) => onlooker.figures);
}

/** An editor whose panel shows a view, or is hidden. */
class Onlooker {
  readonly #engine: Engine;
  readonly #view: ViewId | undefined;
  readonly #look: Look | undefined;
  readonly #session: Session;
  readonly #suggestion = new Costs();
  readonly #panel = new Costs();

  constructor(engine: Engine, view?: ViewId, look?: Look) {
    this.#engine = engine;
    this.#view = view;
    this.#look = look;
    this.#session = new Session(engine.backend, engine.tokenizer, parts(engine.model));
  }

  get figures(): LookFigures {
    const figures = { suggestion: this.#suggestion.cost, panel: this.#panel.cost };
    return this.#view === undefined ? figures : { view: this.#view, ...figures };
  }

  async key(request: CompletionRequest, counts: boolean): Promise<void> {
    const complete = async () => {
      const completion = await this.#session.complete(request, never);
      if (!('state' in completion)) throw new Error('there is no suggestion');
      return completion;
    };
    const { state } = await this.#suggestion.of(complete, counts);
    if (this.#view === undefined) return;
    await this.#panel.of(async () => {
      // What the worker sends of the memory itself.
      state.weights.slice();
      const trace = this.#look && (await this.#session.trace(never, undefined, reach.usual));
      if (trace && 'recording' in trace) await this.#look(this.#engine, trace, this.#session);
    }, counts);
  }
}

/** Of the same work, again and again. */
class Costs {
  readonly #walls: number[] = [];
  #cpuMs = 0;

  async of<T>(work: () => Promise<T>, counts: boolean): Promise<T> {
    const [clock, start] = [new Clock(), performance.now()];
    const result = await work();
    if (counts) {
      this.#walls.push(performance.now() - start);
      this.#cpuMs += clock.cpuMs();
    }
    return result;
  }

  get cost(): Cost {
    const { length } = this.#walls;
    return length === 0 ? { wallMs: 0, cpuMs: 0 } : { wallMs: quantile(this.#walls, 0.5), cpuMs: this.#cpuMs / length };
  }
}
