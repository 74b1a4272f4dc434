import { DataStoreError } from '../errors/data-store-error.js';
import { NoSpecsError } from '../errors/no-specs-error.js';
import type { Logger } from '../observability/logger.js';
import type { GuardedStore, StoredVersion } from '../stores/guarded-store.js';
import type { SpecFetch, SpecFetchLimits, SpecsCursor, SpecSource } from './spec-source.js';

const logTag = 'SpecSync';

/** What a {@link StoredSpecSource} needs. */
export interface StoredSpecSourceSettings {
  /** `Adapter(DataStore)`: the application's store. `Adapter(FileBased)`: the directory of last good specs. */
  readonly name: 'Adapter(DataStore)' | 'Adapter(FileBased)';
  readonly store: GuardedStore;
  /** What the JSON text is kept under. */
  readonly key: string;
  /** What the official SDK keeps its binary form under; that is not read, and reported when nothing else is there. */
  readonly binaryKey: string;
  readonly logger: Logger;
}

/**
 * Specs that somebody has kept in a store. A first fetch from an empty store rejects with NoSpecsError; at a poll that only
 * means that there is nothing newer. A store that could not get ready is read all the same: many connect again by themselves.
 */
export class StoredSpecSource implements SpecSource {
  readonly name: 'Adapter(DataStore)' | 'Adapter(FileBased)';
  readonly #settings: StoredSpecSourceSettings;
  /** What was handed on last: most polls find the same, and it need not be parsed again. */
  #delivered: StoredVersion | undefined;
  /** What was read before anybody asked. */
  #early: Promise<StoredVersion | undefined> | undefined;

  constructor(settings: StoredSpecSourceSettings) {
    this.name = settings.name;
    this.#settings = settings;
  }

  async fetch({ hasSpecs }: SpecsCursor, { timeoutMs, signal, purpose }: SpecFetchLimits): Promise<SpecFetch> {
    const limit = { timeoutMs, signal };
    const version = await (this.#early ?? this.#read(limit));
    this.#early = undefined;
    const from = { source: this.name, sourceApi: undefined } as const;
    if (purpose === 'poll' && (version === undefined || (hasSpecs && this.#isDelivered(version)))) {
      return { kind: 'no-updates', ...from };
    }
    this.#delivered = version;
    if (version !== undefined) {
      return { kind: 'payload', document: version.text, ...(version.isPinned && { isAlwaysTaken: true }), ...from };
    }
    await this.#reportBinary(limit);
    throw new NoSpecsError(this.name, 'holds nothing yet');
  }

  /** Reads what the first fetch will hand on. */
  prepare(limits: Pick<SpecFetchLimits, 'timeoutMs' | 'signal'>): void {
    this.#early = this.#read({ timeoutMs: limits.timeoutMs, signal: limits.signal });
    // Whether it has failed is for the one who fetches.
    this.#early.catch(() => undefined);
  }

  /** Forgets what was read for a first fetch that did not come. */
  release(): void {
    this.#early = undefined;
  }

  /** Specs that were handed on before may have been replaced from elsewhere since; where they are pinned now, they count as new. */
  #isDelivered({ text, isPinned }: StoredVersion): boolean {
    return text === this.#delivered?.text && isPinned === this.#delivered.isPinned;
  }

  async #read(limit: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal | undefined;
  }): Promise<StoredVersion | undefined> {
    await this.#getReady(limit);
    return this.#settings.store.readVersion(this.#settings.key, limit);
  }

  async #getReady(limit: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined }): Promise<void> {
    const { store, logger } = this.#settings;
    try {
      await store.initialize(limit);
    } catch (error) {
      if (!(error instanceof DataStoreError) || error.reason !== 'failed') throw error;
      logger.warnOnce('store-initialize', logTag, `${error.message} It is read all the same.`);
    }
  }

  async #reportBinary(limit: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined }): Promise<void> {
    const { store, binaryKey, logger } = this.#settings;
    if (!(await store.hasBytes(binaryKey, limit))) return;
    logger.warnOnce(
      'store-binary',
      logTag,
      'The data store holds specs in the binary form of the official SDK (statsig-br) alone, which is not read here. They are ' +
        'taken from the next place, and kept as JSON beside it.',
    );
  }
}
