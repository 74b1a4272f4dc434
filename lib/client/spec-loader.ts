import { ClientShutDownError } from '../errors/client-shut-down-error.js';
import { SpecsUnavailableError, type SpecsPlaceFailure } from '../errors/specs-unavailable-error.js';
import type { HttpClient } from '../network/http-client.js';
import type { Logger } from '../observability/logger.js';
import type { Diagnostics } from '../observability/diagnostics.js';
import type { Metrics } from '../observability/metrics.js';
import { defaultSpecsUrl } from '../options/default-specs-url.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { GuardedStore } from '../stores/guarded-store.js';
import { specsPath } from '../stores/specs-key.js';
import { askInTurn } from '../sync/ask-in-turn.js';
import type { SpecPlace } from '../sync/spec-place.js';
import { type PolledSource, SpecPoller } from '../sync/spec-poller.js';
import { type AppliedSpecs, SpecSync } from '../sync/spec-sync.js';
import { holdProcess } from '../timing/hold-process.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import { type SpecPlaces, planSpecPlaces } from './spec-places.js';
import type { SpecStore } from './spec-store.js';
import type { SpecsDetails } from './specs-details.js';

const logTag = 'SpecSync';

/** After a start without current specs the first poll comes soon, whatever the interval. Unit: milliseconds. */
const soonMs = 1000;

/** The longest that the data store may take to end. Unit: milliseconds. */
const storeShutdownMs = 10_000;

/** What a {@link SpecLoader} needs. */
export interface SpecLoaderSettings {
  readonly options: ResolvedOptions;
  readonly sdkKey: string;
  readonly store: SpecStore;
  readonly http: Pick<HttpClient, 'fetchSpecs'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told of each look for specs. @default nobody */
  readonly diagnostics?: Diagnostics | undefined;
  /** Whether requests may be sent at all. */
  readonly isNetworkAllowed: boolean;
  /** Told of all specs that are taken into use, right afterwards. Must not throw. */
  readonly onApplied?: (applied: AppliedSpecs) => void;
  /** The service itself. @default its address */
  readonly statsigSpecsUrl?: string;
  readonly timers?: Timers;
}

/**
 * Brings the first specs into the store, from the places that the options name, keeps them current, and keeps what came from
 * the network for later starts.
 */
export class SpecLoader {
  readonly #settings: SpecLoaderSettings;
  readonly #timers: Timers;
  readonly #places: SpecPlaces;
  readonly #sync: SpecSync;
  readonly #stopping = new AbortController();
  #poller: SpecPoller | undefined;
  #subscriptions: readonly (() => void)[] = [];
  #isNobodyAsked = false;
  #startFailure: Error | undefined;
  #isStarted = false;
  #sourceApi: string | undefined;
  /** When the outdated specs were taken over that are in use until a later sync succeeds. */
  #staleAt: number | undefined;

  constructor(settings: SpecLoaderSettings) {
    const { store, metrics, diagnostics, timers = systemTimers, statsigSpecsUrl = defaultSpecsUrl } = settings;
    this.#settings = settings;
    this.#timers = timers;
    this.#places = planSpecPlaces({ ...settings, statsigSpecsUrl });
    this.#sync = new SpecSync({
      holder: store,
      metrics,
      diagnostics,
      timers,
      onApplied: (applied) => this.#noteApplied(applied),
      onFailed: ({ name }) => {
        if (name === 'Network') this.#places.dataStore?.noteNetworkFailure(specsPath);
      },
    });
  }

  /**
   * Asks for the first specs and takes them into use, within `initTimeoutMs`. Keeps the process alive until then.
   *
   * @returns why there are none, or undefined when they are in use or no source is configured. Never rejects.
   */
  async loadFirst(): Promise<Error | undefined> {
    const { options, logger } = this.#settings;
    const { signal } = this.#stopping;
    const { first } = this.#places;
    if (signal.aborted) return new ClientShutDownError();
    if (first.length === 0) return undefined;
    this.#isStarted = true;
    const { found, failures } = await holdProcess(() =>
      askInTurn(first, { sync: this.#sync, limitMs: options.initTimeoutMs, signal, timers: this.#timers, logger }),
    );
    // A source that was given up a moment too late may still have brought specs.
    if (found !== undefined || this.#settings.store.hasSpecs) {
      this.#noteOutdated(found, failures);
      return undefined;
    }
    if (signal.aborted) return new ClientShutDownError();
    return (this.#startFailure = summaryOf(failures));
  }

  /** Whether specs of an earlier time are in use, because the network had none at the start and has had none since. */
  get isStale(): boolean {
    return this.#staleAt !== undefined && this.#staleAt === this.#sync.currentAt;
  }

  /** The address that the specs in use came from, without key, query and credentials. */
  get sourceApi(): string | undefined {
    return this.#sourceApi;
  }

  /** What is known of the specs in use. */
  details(): SpecsDetails {
    const { source, lcut, receivedAt } = this.#settings.store.state.origin;
    const checkedAt = this.#sync.currentAt ?? null;
    return {
      source,
      sourceApi: this.#sourceApi ?? null,
      lcut: this.#settings.store.hasSpecs ? lcut : null,
      receivedAt,
      checkedAt,
      ageMs: checkedAt === null ? null : Math.max(0, this.#timers.nowMs() - checkedAt),
      isStale: this.isStale,
      lastSync: this.#sync.last ?? null,
    };
  }

  /** Begins to look for newer specs, and for the first ones if there are none yet. Does nothing when called again. */
  startPolling(): void {
    const { polled } = this.#places;
    if (this.#poller !== undefined || this.#stopping.signal.aborted || polled.length === 0) return;
    const { options, store, logger } = this.#settings;
    const poller = new SpecPoller({
      choose: (signal) => this.#choosePolled(signal),
      sync: this.#sync,
      hasSpecs: () => store.hasSpecs,
      intervalMs: options.specsSyncIntervalMs,
      logger,
      timers: this.#timers,
    });
    this.#poller = poller;
    const isCurrent = this.#startFailure === undefined;
    poller.start({
      failure: this.#startFailure,
      ...(isCurrent ? {} : { firstPauseMs: Math.min(options.specsSyncIntervalMs, options.initTimeoutMs, soonMs) }),
    });
    this.#subscriptions = polled.map(({ subscribe }) => subscribe?.(() => poller.pollSoon()) ?? (() => undefined));
  }

  /** Lets a poll begin soon when the process has been asleep; see `SpecPoller`. */
  noteTime(nowMs: number): void {
    this.#poller?.pollIfOverdue(nowMs);
  }

  /** Ends polling alone. Never rejects. */
  async endPolling(): Promise<void> {
    for (const end of this.#subscriptions) end();
    await this.#poller?.stop();
  }

  /** Ends polling, writes what is still to be kept, and ends the data store. Nothing is applied afterwards. Never rejects. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#settings.store.close();
    await this.endPolling();
    if (!this.#isStarted) return;
    await Promise.all(this.#places.keepers.map((keeper) => keeper.finish()));
    if (this.#places.dataStore !== undefined) await this.#closeStore(this.#places.dataStore);
  }

  /** Never rejects. */
  async #choosePolled(signal: AbortSignal): Promise<PolledSource | undefined> {
    for (const place of this.#places.polled) {
      // oxlint-disable-next-line no-await-in-loop -- in their order: the first that wants to be asked is
      if (await place.canPoll(signal)) {
        this.#isNobodyAsked = false;
        return place;
      }
    }
    if (!this.#isNobodyAsked && !signal.aborted) this.#tellThatNobodyIsAsked();
    return undefined;
  }

  #tellThatNobodyIsAsked(): void {
    this.#isNobodyAsked = true;
    const { store, logger } = this.#settings;
    const message =
      'Nothing looks for newer specs: the data store does not support polling, and the network is not used.';
    if (store.hasSpecs) logger.info(logTag, message);
    else logger.warn(logTag, message);
  }

  #noteOutdated(found: SpecPlace | undefined, failures: readonly SpecsPlaceFailure[]): void {
    const isStored = found?.source.name.startsWith('Adapter(') === true;
    const network = failures.find(({ place }) => place === 'Network');
    if (!isStored || network === undefined) return;
    this.#staleAt = this.#sync.currentAt;
    this.#startFailure = network.error;
    const { logger } = this.#settings;
    logger.warn(logTag, `Specs of an earlier time are in use, from ${found.source.name}, until a later sync succeeds.`);
  }

  #noteApplied(applied: AppliedSpecs): void {
    const { document, source, sourceApi } = applied.payload;
    this.#sourceApi = sourceApi;
    this.#settings.onApplied?.(applied);
    if (source !== 'Network' || typeof document !== 'string') return;
    const { time, receivedAt } = applied;
    for (const keeper of this.#places.keepers) keeper.keep({ text: document, time, receivedAt });
  }

  async #closeStore(store: GuardedStore): Promise<void> {
    try {
      await store.shutdown({ timeoutMs: storeShutdownMs });
    } catch (error) {
      this.#settings.logger.warn(logTag, error instanceof Error ? error.message : 'unknown error');
    }
  }
}

function summaryOf(failures: readonly SpecsPlaceFailure[]): Error | undefined {
  return failures.length > 1 ? new SpecsUnavailableError(failures) : failures[0]?.error;
}
