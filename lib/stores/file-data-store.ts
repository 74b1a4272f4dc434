import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { DataStore, DataStoreResponse } from './data-store.js';

/** A file that a process left half-written when it ended is removed after this time. Unit: milliseconds. */
const staleAfterMs = 60 * 60 * 1000;

/** The names of such files. Others may be anybody's: a directory such as that for temporary files has more than one user. */
const draftName = /^[0-9a-f]{32}\.json\.[0-9a-f-]{36}\.tmp$/;

/**
 * A data store in a directory of the local disk: one file per key. Any number of processes can share the directory, because a
 * file is written beside the old one and then takes its place: who reads sees the one or the other as a whole, also after a
 * crash or a power cut.
 *
 * Only the user that the process runs as can read the files, because specs hold targeting lists. Give a directory that only
 * this user can write to: what stands in it is trusted. File names are hashes, so that no part of an SDK key shows.
 */
export class FileDataStore implements DataStore {
  readonly #directory: string;

  /** @param directory created, with its parents, at the first write. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Removes what processes that ended while they wrote have left. Never rejects for that: it does no harm. */
  async initialize(): Promise<void> {
    try {
      const names = await readdir(this.#directory);
      await Promise.all(names.filter((name) => draftName.test(name)).map((name) => this.#removeIfStale(name)));
    } catch {
      // There is no directory yet, or it cannot be read, which the first read will tell.
    }
  }

  /** What was written under the key last; nothing when there is no file. Rejects when it cannot be read. */
  async get(key: string): Promise<DataStoreResponse> {
    try {
      return { result: await readFile(this.#fileOf(key), 'utf8') };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      throw error;
    }
  }

  /** Puts the value in the place of the one before, once it is safely on the disk. */
  async set(key: string, value: string): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(key);
    const draft = `${file}.${randomUUID()}.tmp`;
    try {
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(value);
        // Without it the new name could reach the disk before the content does, and a power cut leave an empty file.
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async #removeIfStale(name: string): Promise<void> {
    const file = join(this.#directory, name);
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > staleAfterMs) await rm(file, { force: true });
  }

  #fileOf(key: string): string {
    return join(this.#directory, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
