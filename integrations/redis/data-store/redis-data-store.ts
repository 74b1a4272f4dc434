import { setTimeout as pause } from 'node:timers/promises';

import type { DataStore, DataStoreResponse, IdListStore } from 'statsig-nodekit';

import { openRedis } from '../connection/open-redis.js';
import type { RedisConnection } from '../connection/redis-connection.js';
import { RedisError } from '../connection/redis-error.js';
import { ChangeSignal } from './change-signal.js';
import { FleetLease } from './fleet-lease.js';
import { keepingAlive } from './keeping-alive.js';
import {
  type RedisDataStoreOptions,
  type ResolvedStoreOptions,
  resolveStoreOptions,
} from './redis-data-store-options.js';
import { idListsMessage, RedisIdLists } from './redis-id-lists.js';
import { RedisScripts } from './redis-scripts.js';
import type { KeptSpecs, SpecsLayout, SpecsToKeep } from './specs-layout.js';
import { layoutsOf } from './specs-layouts.js';
import { SpecsReader } from './specs-reader.js';
import { specsTime } from './specs-time.js';
import { storeKeys, type StoreKeys } from './store-keys.js';
import { pinMessages, type StoredVersion, VersionShelf } from './version-shelf.js';

/** What newer specs are asked for by. */
const specsPath = '/v2/download_config_specs';

/** How often a start that waits for another process looks whether that has fetched specs: less and less often. Unit: milliseconds. */
const firstLookMs = 50;
const longestLookMs = 400;

/** What a store knows of itself: plain data, without keys and credentials, for health checks and logs. */
export interface RedisDataStoreDetails {
  /** Where Redis is, without credentials. */
  readonly redis: string;
  /** Whether this process asks the network for all, as far as it knows. */
  readonly isHolder: boolean;
  /** Whether a previous version is in use, because `rollBack()` says so. */
  readonly isPinned: boolean;
  /** Why the last step with Redis failed; null when it did not. */
  readonly failure: string | null;
}

/**
 * Specs in Redis, for the option `dataStore` of a client: one process of a fleet fetches them from the network, and the others read
 * them, within a moment of their coming. See `redisDataStore()`.
 */
export class RedisDataStore implements DataStore {
  /** ID lists, with `native` alone. */
  readonly idLists: IdListStore | undefined;
  readonly #options: ResolvedStoreOptions;
  readonly #keys: StoreKeys;
  readonly #connection: RedisConnection;
  readonly #target: SpecsLayout | undefined;
  readonly #reader: SpecsReader;
  readonly #lease: FleetLease;
  readonly #signal: ChangeSignal;
  readonly #versions: VersionShelf;
  /** The version that Redis has named since the last reading. */
  #named: string | undefined;
  #written: string | undefined;
  /** The version that could not be read. */
  #refused: string | undefined;
  /** The newest specs that this process knows, for a Redis that has lost them. */
  #newest: SpecsToKeep | undefined;
  #isPinned = false;
  #hasWaited = false;
  #failure: string | null = null;

  constructor(options: RedisDataStoreOptions) {
    const resolved = resolveStoreOptions(options);
    const { sdkKey, keyScheme, alsoRead, timeoutMs, leaseTtlMs, spreadMs, keptVersions } = resolved;
    this.#options = resolved;
    this.#keys = storeKeys(sdkKey);
    this.#connection = openRedis(resolved.redis);
    const scripts = new RedisScripts(this.#connection, timeoutMs);
    const layouts = [keyScheme, ...alsoRead].flatMap((scheme) =>
      layoutsOf(scheme, { scripts, keys: this.#keys, keptVersions }),
    );
    this.#target = layouts[0];
    this.#reader = new SpecsReader(layouts);
    this.#lease = new FleetLease(scripts, this.#keys, leaseTtlMs);
    this.#versions = new VersionShelf(scripts, this.#keys);
    this.#signal = new ChangeSignal({
      connection: this.#connection,
      channel: this.#keys.channel,
      spreadMs,
    });
    const { readOnly, startWaitMs } = resolved;
    this.idLists =
      keyScheme === 'native'
        ? new RedisIdLists({
            scripts,
            keys: this.#keys,
            lease: this.#lease,
            signal: this.#signal,
            readOnly,
            startWaitMs,
          })
        : undefined;
  }

  /** What is known without asking Redis. */
  details(): RedisDataStoreDetails {
    const { name } = this.#connection;
    return { redis: name, isHolder: this.#lease.isHeld, isPinned: this.#isPinned, failure: this.#failure };
  }

  /** Says once that names of keys show a part of the SDK key, where they do. Nothing is connected before it is needed. */
  async initialize(): Promise<void> {
    const { keyScheme } = this.#options;
    if (keyScheme !== 'core-v3' && keyScheme !== 'forward-proxy') return;
    process.emitWarning(
      `The names of keys in Redis show the first 20 characters of the SDK key (keyScheme ${JSON.stringify(keyScheme)}). Let nobody see them who may not know it.`,
      { code: 'STATSIG_REDIS_KEY_NAMES' },
    );
  }

  /**
   * The specs that all are to use. At the first time, while there are none and another process fetches them, waits for it for a moment.
   */
  async get(key: string): Promise<DataStoreResponse> {
    if (!this.#isOurs(key)) return {};
    return this.#noting(async () => {
      const { known } = this.#reader;
      const named = this.#named;
      this.#named = undefined;
      this.#refused = named;
      const specs = named !== undefined && named === known?.version ? known : await this.#read();
      this.#refused = undefined;
      this.#isPinned = specs?.isPinned ?? false;
      if (specs?.time !== undefined) this.#newest = { text: specs.text, time: specs.time };
      return { result: specs?.text, isPinned: this.#isPinned };
    });
  }

  /** Keeps specs, unless what Redis has is newer, and tells all processes. */
  async set(key: string, value: string, _time?: number, details?: { readonly specsTime: number }): Promise<void> {
    if (this.#options.readOnly || !this.#isOurs(key)) return;
    const specs = { text: value, time: details?.specsTime ?? specsTime(value) ?? 0 };
    // Also when it fails: whoever holds the lease tries again.
    this.#newest = specs;
    await this.#noting(() => this.#write(specs));
  }

  /** Whether specs are read here, because another process asks the network. Takes the lease if it is free. */
  async supportPollingUpdatesFor(path: string): Promise<boolean> {
    if (path !== specsPath) return false;
    if (this.#options.readOnly) return true;
    try {
      return await this.#noting(async () => {
        const { isHolder, version } = await this.#lease.consult();
        this.#named = isHolder ? undefined : version;
        if (isHolder) await this.#restore();
        // What is damaged in Redis is fetched from the network, until there is something else.
        return !isHolder && (version === undefined || version !== this.#refused);
      });
    } catch (error) {
      // Nobody is to get, from the network, what all have gone back from.
      if (this.#isPinned) return true;
      throw error;
    }
  }

  /** Leaves asking the network to others for a while. */
  noteNetworkFailure(): void {
    this.#lease.giveWay();
  }

  subscribe(path: string, onChange: () => void): () => void {
    if (path !== specsPath) return () => undefined;
    return this.#signal.subscribe((version) => {
      // Asked only now: a writer hears of its own version before it knows that it is written.
      const isInUse = version !== undefined && (version === this.#written || version === this.#reader.known?.version);
      const isOfLists = version?.startsWith(idListsMessage) === true;
      // The holder asks the network at its own pace, and need not know what others have written.
      const isForReaders = this.#lease.isHeld && version !== undefined && !pinMessages.has(version);
      if (!isInUse && !isOfLists && !isForReaders) onChange();
    });
  }

  /** The versions that Redis has, the newest first; with `native` alone. Rejects with RedisError. */
  versions(): Promise<readonly StoredVersion[]> {
    return this.#noting(() => keepingAlive(() => this.#versions.list()));
  }

  /**
   * Lets all processes use a previous version, until `endRollback()`; meanwhile nobody asks the network. With `native` alone.
   * @param time that of one of `versions()`
   * @returns whether there is such a version. Rejects with RedisError.
   */
  rollBack({ time }: Pick<StoredVersion, 'time'>): Promise<boolean> {
    return this.#noting(() => keepingAlive(() => this.#versions.pin(time)));
  }

  /** Lets all processes use the newest version again. @returns whether they did not. Rejects with RedisError. */
  endRollback(): Promise<boolean> {
    return this.#noting(() => keepingAlive(() => this.#versions.unpin()));
  }

  /** Gives the lease back, and closes the connection if it was made of an address here. Never rejects. */
  async shutdown(): Promise<void> {
    this.#signal.end();
    await this.#lease.end();
    const { redis } = this.#options;
    if (redis !== this.#connection) await this.#connection.close();
  }

  async #read(): Promise<KeptSpecs | undefined> {
    const found = await this.#reader.read();
    if (found !== undefined || this.#hasWaited || this.#options.readOnly) return found;
    this.#hasWaited = true;
    return this.#awaitFirst();
  }

  async #write(specs: SpecsToKeep): Promise<void> {
    try {
      const { outcome, version } = (await this.#target?.write(specs)) ?? {};
      if (outcome === 'written') this.#written = version;
    } catch (error) {
      // A Redis that is full renews leases and takes no specs: others would wait for these as long as the lease is held.
      void this.#lease.giveBack();
      throw error;
    }
  }

  /** A Redis that was restarted may be empty, or have the specs of an earlier time. */
  async #restore(): Promise<void> {
    const newest = this.#newest;
    if (newest !== undefined && (await this.#target?.hasAsNew(newest.time)) === false) await this.#write(newest);
  }

  /** A fleet that starts with an empty Redis asks the network once: the others wait for the one that does. */
  async #awaitFirst(): Promise<KeptSpecs | undefined> {
    const endMs = performance.now() + this.#options.startWaitMs;
    for (let lookMs = firstLookMs; performance.now() < endMs; lookMs = Math.min(lookMs * 1.5, longestLookMs)) {
      // oxlint-disable no-await-in-loop -- looks come one after the other
      const { isHolder } = await this.#lease.consult();
      if (isHolder) return undefined;
      await pause(lookMs * (0.5 + Math.random() / 2), undefined, { ref: false });
      const found = await this.#reader.read();
      // oxlint-enable no-await-in-loop
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The client says by the key whose specs it wants; the official SDK has two forms of it. */
  #isOurs(key: string): boolean {
    if (key === this.#keys.coreV2 || key === this.#keys.coreV3) return true;
    if (!key.startsWith(`statsig|${specsPath}|plain_text|`)) return false;
    throw new RedisError('unusable', 'the store was made with another sdkKey than the client that uses it');
  }

  async #noting<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      const result = await step();
      this.#failure = null;
      return result;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : 'unknown error';
      throw error;
    }
  }
}

/**
 * A store of specs in Redis, for the option `dataStore`. One store serves one client, whose `shutdown()` ends it.
 *
 * @throws RedisOptionsError when an option is missing or of a wrong form. Redis need not be there: it is connected to when the client
 * starts, and again after each failure.
 */
export function redisDataStore(options: RedisDataStoreOptions): RedisDataStore {
  return new RedisDataStore(options);
}
