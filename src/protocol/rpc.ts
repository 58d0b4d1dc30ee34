/**
 * Requests and answers over postMessage, both ways, for a worker and a webview alike. A request that fails is
 * answered with a `Failure`; nothing here rejects, and one side's fault never stops the other.
 */
import { messageOf, type Failure } from './failure.ts';

/** Names of requests with what they take and give. */
export type Calls = Record<string, { params: unknown; result: unknown }>;

/** One end of a pair that passes structured clones: a worker, a message port, a webview. */
export interface Channel {
  post(message: unknown, transfer: Transferable[]): void;
  /** The listener is called for every message, whosever it is. */
  listen(listener: (message: unknown) => void): void;
}

export type Handlers<Served extends Calls> = {
  readonly [Name in keyof Served]: (
    params: Served[Name]['params'],
    signal: AbortSignal,
  ) => Answer<Served[Name]['result']> | Promise<Answer<Served[Name]['result']>>;
};

type Answer<Result> = Result | Moved<Result>;

/** A value whose buffers change hands instead of being copied. */
class Moved<Value> {
  readonly value: Value;
  readonly transfer: Transferable[];

  constructor(value: Value, transfer: Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** A handler returns this to hand `transfer` over to the other side. */
export function moved<Value>(value: Value, transfer: Transferable[]): Moved<Value> {
  return new Moved(value, transfer);
}

type Message =
  | { readonly rpc: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly rpc: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly rpc: 'cancel'; readonly id: number };

export interface RequestOptions {
  /** Cancelling tells the other side; it still answers, as it sees fit. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks `Asked` of the other side and serves `Served` to it. */
export class Rpc<Asked extends Calls, Served extends Calls> {
  readonly #channel: Channel;
  readonly #handlers: Handlers<Served>;
  readonly #pending = new Map<number, (result: unknown) => void>();
  readonly #served = new Map<number, AbortController>();
  #lastId = 0;
  #closed: Failure | undefined;

  constructor(channel: Channel, handlers: Handlers<Served>) {
    this.#channel = channel;
    this.#handlers = handlers;
    channel.listen((message) => this.#receive(message));
  }

  request<Name extends keyof Asked & string>(
    name: Name,
    params: Asked[Name]['params'],
    { signal }: RequestOptions = {},
  ): Promise<Asked[Name]['result'] | Failure> {
    if (this.#closed !== undefined) return Promise.resolve(this.#closed);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const cancel = () => this.#post({ rpc: 'cancel', id });
      this.#pending.set(id, (result) => {
        signal?.removeEventListener('abort', cancel);
        resolve(result);
      });
      const problem = this.#post({ rpc: 'request', id, name, params });
      if (problem !== undefined) this.#settle(id, problem);
      else if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** The other side is gone: everything that waits, and everything asked from now on, is answered with `reason`. */
  close(reason: Failure): void {
    this.#closed ??= reason;
    for (const settle of this.#pending.values()) settle(this.#closed);
    this.#pending.clear();
    for (const controller of this.#served.values()) controller.abort();
  }

  #receive(data: unknown): void {
    if (!isMessage(data)) return;
    if (data.rpc === 'request') void this.#serve(data.id, data.name, data.params);
    else if (data.rpc === 'cancel') this.#served.get(data.id)?.abort();
    else this.#settle(data.id, data.result);
  }

  #settle(id: number, result: unknown): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(result);
  }

  async #serve(id: number, name: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#served.set(id, controller);
    let answer: unknown;
    try {
      const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
      answer = handler === undefined ? failure(`No such request: ${name}.`) : await handler(params, controller.signal);
    } catch (thrown) {
      answer = failure(messageOf(thrown));
    }
    this.#served.delete(id);
    const { value, transfer } = answer instanceof Moved ? (answer as Moved<unknown>) : moved(answer, []);
    const problem = this.#post({ rpc: 'answer', id, result: value }, transfer);
    if (problem !== undefined) this.#post({ rpc: 'answer', id, result: problem });
  }

  /** A failure where the message can not be cloned or its buffers not be moved. */
  #post(message: Message, transfer: Transferable[] = []): Failure | undefined {
    try {
      if (this.#closed === undefined) this.#channel.post(message, transfer);
      return undefined;
    } catch (thrown) {
      return failure(messageOf(thrown));
    }
  }
}

function failure(error: string): Failure {
  return { error };
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && 'rpc' in data && 'id' in data && typeof data.id === 'number';
}
