import type { PersistentStorage, StickyValues, UserPersistedValues } from 'statsig-nodekit';

import { openRedis } from '../connection/open-redis.js';
import type { RedisConnection } from '../connection/redis-connection.js';
import { type KeptFields, readKeptFields } from './kept-fields.js';
import { ReadGate } from './read-gate.js';
import {
  type RedisPersistentStorageOptions,
  type ResolvedStorageOptions,
  resolveStorageOptions,
} from './redis-persistent-storage-options.js';
import { WriteBatch } from './write-batch.js';

/** By this share of its time to live a user's hash may have aged before a visit makes it young again. */
const touchShare = 0.1;

/**
 * Decisions of experiments and layers in Redis, for the option `persistentStorage`: a hash for each user and ID type, with a field for
 * each experiment. See `redisPersistentStorage()`.
 */
export class RedisPersistentStorage implements PersistentStorage {
  readonly keepsFirst = true;
  readonly #options: ResolvedStorageOptions;
  readonly #connection: RedisConnection;
  readonly #writes: WriteBatch;
  readonly #gate = new ReadGate();
  /** Reads under way, which requests of the same user share. */
  readonly #reading = new Map<string, Promise<KeptFields>>();

  constructor(options: RedisPersistentStorageOptions) {
    const resolved = resolveStorageOptions(options);
    const { redis, ttlMs, timeoutMs } = resolved;
    this.#options = resolved;
    this.#connection = openRedis(redis);
    this.#writes = new WriteBatch({ connection: this.#connection, ttlMs, timeoutMs });
  }

  /** What is kept under a key, by one command. Rejects with RedisError; at once while Redis does not answer. */
  async load(key: string): Promise<UserPersistedValues> {
    let reading = this.#reading.get(key);
    if (reading === undefined) {
      reading = this.#gate.pass(() => this.#read(key)).finally(() => this.#reading.delete(key));
      this.#reading.set(key, reading);
    }
    const { values } = await reading;
    return values;
  }

  /** Keeps a decision unless there is one already. Rejects with RedisError. */
  save(key: string, configName: string, data: StickyValues): Promise<void> {
    return this.#writes.add({ key: this.#nameOf(key), step: 'save', field: configName, value: JSON.stringify(data) });
  }

  /** Forgets a decision. Rejects with RedisError. */
  delete(key: string, configName: string): Promise<void> {
    return this.#writes.add({ key: this.#nameOf(key), step: 'delete', field: configName, value: '' });
  }

  /**
   * Closes the connection if it was made of an address here; after the `shutdown()` of the client, which still writes. It keeps no
   * process alive, so that most programs need not call this. Never rejects.
   */
  async close(): Promise<void> {
    if (this.#options.redis !== this.#connection) await this.#connection.close();
  }

  #nameOf(key: string): string {
    return `${this.#options.prefix}${key}`;
  }

  async #read(key: string): Promise<KeptFields> {
    const name = this.#nameOf(key);
    const { ttlMs, timeoutMs } = this.#options;
    const kept = readKeptFields(await this.#connection.send({ command: ['HGETALL', name], key: name, timeoutMs }));
    // One whose clock is ahead may have noted a time that is yet to come, which must not keep others from doing it again.
    const isYoung = Math.abs(Date.now() - kept.touchedAtMs) < touchShare * ttlMs;
    if (!kept.isEmpty && ttlMs > 0 && !isYoung) {
      // Nobody waits for it, and the next visit tries it again.
      this.#writes.add({ key: name, step: 'touch', field: '', value: '' }).catch(() => undefined);
    }
    return kept;
  }
}

/**
 * A storage of sticky assignments in Redis, for the option `persistentStorage`. Any number of clients and processes may share what
 * is kept: the first decision for a user stands.
 *
 * @throws RedisOptionsError when an option is missing or of a wrong form. Redis need not be there: it is connected to with the first
 * use, and again after each failure.
 */
export function redisPersistentStorage(options: RedisPersistentStorageOptions): RedisPersistentStorage {
  return new RedisPersistentStorage(options);
}
