/** A GPT with key-value cache that runs in ONNX Runtime Web, on one thread. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { gptGraph } from './gpt-graph.mjs';

export class Gpt {
  #session;
  #shape;
  /** Keys and values of what was read, by the name of their input. */
  #cache;
  /** Tokens read. */
  read = 0;

  /** @param {import('./gguf.mjs').Shape} shape */
  static async create(shape) {
    env.wasm.numThreads = 1;
    const session = await InferenceSession.create(gptGraph(shape), {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
    });
    return new Gpt(session, shape);
  }

  constructor(session, shape) {
    this.#session = session;
    this.#shape = shape;
    this.forget();
  }

  /** Begins anew. */
  forget() {
    const { heads, dim } = this.#shape;
    const none = () => new Tensor('float32', new Float32Array(0), [1, heads, 0, dim / heads]);
    this.#cache = this.#layers((past) => [past, none()]);
    this.read = 0;
  }

  /**
   * Reads tokens behind those read before.
   *
   * @param {readonly number[]} tokens
   * @returns {Promise<Float32Array>} logits after the last one
   */
  async feed(tokens) {
    const [n, total] = [tokens.length, this.read + tokens.length];
    const places = Array.from(tokens, (_, i) => this.read + i);
    const out = await this.#session.run({
      tokens: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [n]),
      places: new Tensor('int64', BigInt64Array.from(places, BigInt), [1, n]),
      mask: n === 1 ? new Tensor('float32', Float32Array.of(0), [1, 1]) : causal(n, this.read),
      ...this.#cache,
    });
    this.#cache = this.#layers((past, name) => [past, out[name]]);
    this.read = total;
    return out.logits.data;
  }

  async dispose() {
    await this.#session.release();
  }

  #layers(entry) {
    const names = Array.from({ length: this.#shape.layers }, (_, i) => [`key.${i}`, `value.${i}`]).flat();
    return Object.fromEntries(names.map((name) => entry(`past_${name}`, name)));
  }
}

/** [n, past + n]: a token sees what was read before, itself, and nothing behind it. */
function causal(n, past) {
  const mask = new Float32Array(n * (past + n));
  for (let row = 0; row < n; row++) mask.fill(-1e9, row * (past + n) + past + row + 1, (row + 1) * (past + n));
  return new Tensor('float32', mask, [n, past + n]);
}
