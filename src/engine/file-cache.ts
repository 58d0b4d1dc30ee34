/**
 * Files kept in the worker between sessions: reading them through the editor's file system costs 70 to 100 ms a
 * megabyte, from here 4. A cache that refuses (full, private window) is as good as an empty one.
 */
export interface FileCache {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Drops everything but these: an older model, an older runtime. */
  keep(keys: readonly string[]): Promise<void>;
  /** The keys of everything, what was put last at the end. */
  list(): Promise<string[]>;
  drop(key: string): Promise<void>;
}

/** The worker's Cache. Undefined where it does not exist: outside browsers, and on plain http away from localhost. */
export async function openFileCache(name: string): Promise<FileCache | undefined> {
  const { caches } = globalThis as { caches?: CacheStorage };
  const cache = await quietly(async () => caches?.open(name));
  return cache === undefined ? undefined : new BrowserFileCache(cache);
}

class BrowserFileCache implements FileCache {
  readonly #cache: Cache;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return quietly(async () => {
      const response = await this.#cache.match(addressOf(key));
      return response === undefined ? undefined : new Uint8Array(await response.arrayBuffer());
    });
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await quietly(() => this.#cache.put(addressOf(key), new Response(bytes as Uint8Array<ArrayBuffer>)));
  }

  async list(): Promise<string[]> {
    const requests = await quietly(() => this.#cache.keys());
    return (requests ?? []).map(({ url }) => url.slice(address.length));
  }

  async drop(key: string): Promise<void> {
    await quietly(() => this.#cache.delete(addressOf(key)));
  }

  async keep(keys: readonly string[]): Promise<void> {
    const kept = new Set(keys.map(addressOf));
    await quietly(async () => {
      for (const request of await this.#cache.keys()) if (!kept.has(request.url)) await this.#cache.delete(request);
    });
  }
}

/** The Cache wants http addresses; nothing is ever fetched from this one. */
const address = 'https://palimpsest.invalid/';

function addressOf(key: string): string {
  return address + key;
}

async function quietly<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
