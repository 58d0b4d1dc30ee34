import type { FileCache } from '../../../src/engine/file-cache.ts';

/** A cache of files in memory, which outlives what is opened on it. */
export class StoredFiles implements FileCache {
  readonly files = new Map<string, Uint8Array>();

  get(key: string) {
    return Promise.resolve(this.files.get(key));
  }

  put(key: string, bytes: Uint8Array) {
    this.files.delete(key);
    this.files.set(key, bytes.slice());
    return Promise.resolve();
  }

  keep(keys: readonly string[]) {
    for (const key of this.files.keys()) if (!keys.includes(key)) this.files.delete(key);
    return Promise.resolve();
  }

  list() {
    return Promise.resolve([...this.files.keys()]);
  }

  drop(key: string) {
    this.files.delete(key);
    return Promise.resolve();
  }
}
