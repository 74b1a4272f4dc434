import { IdLists } from '../id-lists/id-lists.js';
import type { HttpClient } from '../network/http-client.js';
import { errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import type { DataStore } from '../stores/data-store.js';
import type { IdListStore } from '../stores/id-list-store.js';
import type { Diagnostics } from '../observability/diagnostics.js';
import type { Metrics } from '../observability/metrics.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { IdListPoller } from '../sync/id-list-poller.js';
import { IdListReporter } from '../sync/id-list-reporter.js';
import { IdListSource } from '../sync/id-list-source.js';
import { IdListSync } from '../sync/id-list-sync.js';
import { SharedIdListSource } from '../sync/shared-id-list-source.js';
import { holdProcess } from '../timing/hold-process.js';
import { sleep } from '../timing/sleep.js';
import { systemTimers } from '../timing/timers.js';
import type { IdListsDetails } from './id-lists-details.js';
import type { SpecStore } from './spec-store.js';

/** What an {@link IdListLoader} needs. */
export interface IdListLoaderSettings {
  readonly options: ResolvedOptions;
  readonly store: Pick<SpecStore, 'setIdLists'>;
  readonly http: Pick<HttpClient, 'fetchIdListManifest' | 'fetchIdListFile'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told of each look at the lists. @default nobody */
  readonly diagnostics?: Diagnostics | undefined;
  /** Whether requests may be sent at all. */
  readonly isNetworkAllowed: boolean;
}

/** Brings ID lists into the store when the options ask for them, and keeps them current. */
export class IdListLoader {
  readonly #initTimeoutMs: number;
  readonly #lists = new IdLists();
  readonly #sync: IdListSync | undefined;
  readonly #poller: IdListPoller | undefined;
  readonly #logger: Logger;
  readonly #shared: IdListStore | undefined;
  #endSubscription: (() => void) | undefined;
  #isStopped = false;

  constructor({ options, store, http, logger, metrics, diagnostics, isNetworkAllowed }: IdListLoaderSettings) {
    this.#initTimeoutMs = options.initTimeoutMs;
    this.#logger = logger;
    if (!options.enableIdLists || !isNetworkAllowed) return;
    const lists = this.#lists;
    const network = new IdListSource({
      client: http,
      idListsUrl: options.idListsUrl,
      downloadIdListFileApi: options.downloadIdListFileApi,
      fallbackToStatsigApi: options.fallbackToStatsigApi,
      configuredUrls: [options.specsUrl],
      timeoutMs: options.idListsRequestTimeoutMs,
    });
    const shared = idListStoreOf(options.dataStore);
    this.#sync = new IdListSync({
      source:
        shared === undefined
          ? network
          : new SharedIdListSource({ network, store: shared, logger, timers: systemTimers }),
      lists,
      onChange: () => store.setIdLists(lists),
      reporter: new IdListReporter(logger, metrics),
      metrics,
      diagnostics,
    });
    this.#poller = new IdListPoller({ sync: this.#sync, intervalMs: options.idListsSyncIntervalMs });
    this.#shared = shared;
  }

  /**
   * Begins to look at the lists, and waits for the first look for at most `initTimeoutMs`. A look that takes longer goes on in
   * the background. Does nothing without the option `enableIdLists`, with the network disabled, and when stopped. Never rejects:
   * what fails is in the log, and is tried again.
   */
  async start(): Promise<void> {
    const poller = this.#poller;
    if (poller === undefined || this.#isStopped) return;
    const waited = new AbortController();
    this.#endSubscription ??= this.#subscribe(poller);
    const limit = sleep(this.#initTimeoutMs, { timers: systemTimers, signal: waited.signal });
    await holdProcess(() => Promise.race([poller.start(), limit]));
    waited.abort();
  }

  /** What is known of the lists. Counts them anew, which takes a moment for long ones. */
  details(): IdListsDetails {
    const lists = this.#lists.names.flatMap((name) => this.#lists.get(name) ?? []);
    return {
      isEnabled: this.#sync !== undefined,
      listCount: lists.length,
      memberCount: lists.reduce((sum, { size }) => sum + size, 0),
      memoryBytes: lists.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      checkedAt: this.#sync?.checkedAtMs ?? null,
      isComplete: this.#sync?.isComplete ?? false,
    };
  }

  /** Ends it; nothing is changed afterwards. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#endSubscription?.();
    await this.#poller?.stop();
  }

  /** A store that cannot tell of changes is looked at from time to time. */
  #subscribe(poller: IdListPoller): (() => void) | undefined {
    try {
      return this.#shared?.subscribe(() => poller.lookSoon());
    } catch (error) {
      this.#logger.warn('IdLists', `The data store does not tell of ID lists. ${errorText(error)}`);
      return undefined;
    }
  }
}

/** Undefined also where the application's object has something else there, or throws when it is asked. */
function idListStoreOf(dataStore: DataStore | undefined): IdListStore | undefined {
  try {
    const store = dataStore?.idLists;
    return typeof store === 'object' && store !== null ? store : undefined;
  } catch {
    // A getter of the application's threw; lists come from the network then.
    return undefined;
  }
}
