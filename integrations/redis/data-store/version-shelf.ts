import { type PackedHeader, readHeader } from './packed-specs.js';
import { readList, readValue, type RedisScripts } from './redis-scripts.js';
import { pinScript, unpinScript, versionsScript } from './scripts.js';
import type { StoreKeys } from './store-keys.js';
import type { RedisReply } from '../connection/redis-connection.js';

/** A version of the specs that is in Redis. */
export interface StoredVersion {
  /** When the project had last changed: what tells versions apart. Unit: milliseconds since the Unix epoch. */
  readonly time: number;
  /** When it was written to Redis. Unit: milliseconds since the Unix epoch. */
  readonly writtenAt: number;
  /** Whether all processes use it in place of the newest. */
  readonly isPinned: boolean;
}

/** What all are told when a version is pinned, and when it no longer is. */
const pinned = 'pinned';
const unpinned = 'unpinned';

/** Both. */
export const pinMessages: ReadonlySet<string> = new Set([pinned, unpinned]);

/** The versions of specs that Redis has, and which of them is in use. */
export class VersionShelf {
  readonly #scripts: RedisScripts;
  readonly #keys: StoreKeys;

  constructor(scripts: RedisScripts, keys: StoreKeys) {
    this.#scripts = scripts;
    this.#keys = keys;
  }

  /** All versions, the newest first. */
  async list(): Promise<readonly StoredVersion[]> {
    const { specs, pin, history } = this.#keys;
    const reply = await this.#scripts.run({ script: versionsScript, keys: [specs, pin, history], args: [] });
    const [newest, chosen, previous] = readList(reply);
    const pinnedTime = headerOf(chosen)?.time;
    return [newest, ...readList(previous ?? [])].flatMap((line) => {
      const header = headerOf(line);
      if (header === undefined) return [];
      const { time, writtenAt } = header;
      return [{ time, writtenAt, isPinned: time === pinnedTime }];
    });
  }

  /** Lets all use the version of a time. @returns whether there is one */
  async pin(time: number): Promise<boolean> {
    const { specs, pin, history, channel } = this.#keys;
    const args = [String(time), channel, pinned];
    return (await this.#scripts.run({ script: pinScript, keys: [specs, pin, history], args })) === 1;
  }

  /** Lets all use the newest version. @returns whether another one was in use */
  async unpin(): Promise<boolean> {
    const { pin, channel } = this.#keys;
    return (await this.#scripts.run({ script: unpinScript, keys: [pin], args: [channel, unpinned] })) === 1;
  }
}

function headerOf(line: RedisReply | undefined): PackedHeader | undefined {
  const value = readValue(line);
  return value === undefined || value.length === 0 ? undefined : readHeader(value);
}
