import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileCache } from '../../engine/file-cache.ts';

/** In Node what the browser's cache is in a worker: files of a folder. */
export class FolderCache implements FileCache {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return readFile(this.#at(key)).catch(() => undefined);
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return writeFile(this.#at(key), bytes);
  }

  async keep(keys: readonly string[]): Promise<void> {
    for (const key of await this.list()) if (!keys.includes(key)) await this.drop(key);
  }

  list(): Promise<string[]> {
    const time = (key: string) => statSync(this.#at(key)).mtimeMs;
    return Promise.resolve(readdirSync(this.#folder).sort((a, b) => time(a) - time(b)));
  }

  drop(key: string): Promise<void> {
    rmSync(this.#at(key), { force: true });
    return Promise.resolve();
  }

  #at(key: string): string {
    return path.join(this.#folder, key);
  }
}
