/**
 * States kept on this machine between sessions, each under a hash of the model and of all that was read to come to it:
 * whoever reads the same again finds it, in whatever window and folder, and what was changed is not found.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { State } from './backend.ts';
import type { FileCache } from './file-cache.ts';
import type { Model } from './model.ts';
import { parseStateFile, stateFile } from './state-file.ts';

/** Bytes on the disk. */
const defaultBudget = 64 * 2 ** 20;

/** Whose states they are: two backends round differently, and each goes on from its own. */
export interface Owner {
  readonly model: Pick<Model, 'id' | 'state'>;
  readonly backend: string;
}

export interface KeptOptions {
  readonly budget?: number;
  /** Told, once, of kept states that can not be used. */
  readonly onDamage?: () => void;
}

export class KeptStates {
  readonly #cache: FileCache;
  readonly #owner: Owner;
  readonly #budget: number;
  readonly #onDamage: (() => void) | undefined;
  /** Names, the one written last at the end. */
  readonly #names: Set<string>;
  #told = false;
  /** One after the other, so that nothing is put back behind somebody who lets go. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(cache: FileCache, owner: Owner, names: readonly string[], options: KeptOptions) {
    this.#cache = cache;
    this.#owner = owner;
    this.#names = new Set(names);
    this.#budget = options.budget ?? defaultBudget;
    this.#onDamage = options.onDamage;
  }

  /** What other models have left there goes. */
  static async open(cache: FileCache, owner: Owner, options: KeptOptions = {}): Promise<KeptStates> {
    const names = (await cache.list()).filter((name) => name.startsWith(`${owner.model.id}-`));
    await cache.keep(names);
    return new KeptStates(cache, owner, names, options);
  }

  /**
   * The deepest kept state on a way.
   *
   * @param chunks what is read, from the first token
   * @param from a state is known after so many chunks; only those after more are looked for
   */
  async find(
    chunks: readonly string[],
    from: number,
  ): Promise<{ readonly at: number; readonly state: State } | undefined> {
    if (this.#names.size === 0) return undefined;
    const names = this.#namesOf(chunks);
    for (let at = chunks.length; at > from; at--) {
      const name = names[at]!;
      if (!this.#names.has(name)) continue;
      const bytes = await this.#cache.get(name);
      const state = bytes && parseStateFile(bytes, this.#owner.model);
      if (state !== undefined) return { at, state };
      this.#names.delete(name);
      await this.#cache.drop(name);
      if (bytes !== undefined) this.#damaged();
    }
    return undefined;
  }

  /** Keeps the state after all these chunks; those that were kept longest ago go. */
  async keep(chunks: readonly string[], state: State): Promise<void> {
    const name = this.#namesOf(chunks).at(-1)!;
    if (this.#names.has(name)) return;
    const bytes = stateFile(state, this.#owner.model);
    this.#names.add(name);
    await this.#write(async () => {
      await this.#cache.put(name, bytes);
      const most = Math.max(1, Math.floor(this.#budget / bytes.length));
      for (const old of [...this.#names].slice(0, -most)) {
        this.#names.delete(old);
        await this.#cache.drop(old);
      }
    });
  }

  /** Lets go of all, also of what other windows and folders have left: a name does not tell whose it is. */
  async forget(): Promise<void> {
    await this.#write(async () => {
      this.#names.clear();
      await this.#cache.keep([]);
    });
  }

  #write(work: () => Promise<void>): Promise<void> {
    return (this.#writing = this.#writing.then(work));
  }

  /** The name after each number of chunks. A hash of a hash and a chunk, so that all of them cost one run over the text. */
  #namesOf(chunks: readonly string[]): string[] {
    const { model } = this.#owner;
    // The kernel's flavours give the same bits, and which one is faster here may change from start to start.
    const backend = this.#owner.backend.replace(/^kernel-.*/, 'kernel');
    let hash = sha256(new TextEncoder().encode(`${model.id} ${backend}`));
    const names = [''];
    for (const chunk of chunks) {
      const units = Uint16Array.from({ length: chunk.length }, (_, at) => chunk.charCodeAt(at));
      hash = sha256.create().update(hash).update(new Uint8Array(units.buffer)).digest();
      names.push(`${model.id}-${bytesToHex(hash)}`);
    }
    return names;
  }

  #damaged(): void {
    if (!this.#told) this.#onDamage?.();
    this.#told = true;
  }
}
