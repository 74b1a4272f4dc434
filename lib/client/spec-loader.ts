import { ClientShutDownError } from '../errors/client-shut-down-error.js';
import { InitializationTimeoutError } from '../errors/initialization-timeout-error.js';
import { NetworkRequestError } from '../errors/network-request-error.js';
import { NoSpecsError } from '../errors/no-specs-error.js';
import type { HttpClient } from '../network/http-client.js';
import type { Logger } from '../observability/logger.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { BootstrapSpecSource } from '../sync/bootstrap-spec-source.js';
import { FileSpecSource } from '../sync/file-spec-source.js';
import { NetworkSpecSource } from '../sync/network-spec-source.js';
import { SpecPoller } from '../sync/spec-poller.js';
import type { SpecSource } from '../sync/spec-source.js';
import type { SpecStore } from './spec-store.js';

/** What a {@link SpecLoader} needs. */
export interface SpecLoaderSettings {
  readonly options: ResolvedOptions;
  readonly store: SpecStore;
  readonly http: HttpClient;
  readonly logger: Logger;
  /** Whether requests may be sent at all. */
  readonly isNetworkAllowed: boolean;
}

/** Brings the first specs into the store, from the source that the options name, and keeps them current. */
export class SpecLoader {
  readonly #settings: SpecLoaderSettings;
  /** Where the first specs come from; undefined when there is no source at all. */
  readonly #first: SpecSource | undefined;
  readonly #poller: SpecPoller | undefined;
  #isStopped = false;

  constructor(settings: SpecLoaderSettings) {
    this.#settings = settings;
    const { options, http, store, logger, isNetworkAllowed } = settings;
    const network = isNetworkAllowed ? new NetworkSpecSource({ client: http, specsUrl: options.specsUrl }) : undefined;
    const lasting = options.specsFile === undefined ? network : new FileSpecSource(options.specsFile);
    this.#first = options.bootstrapSpecs === undefined ? lasting : new BootstrapSpecSource(options.bootstrapSpecs);
    const polled = options.bootstrapSpecs === undefined ? lasting : network;
    this.#poller =
      polled &&
      new SpecPoller({
        source: polled,
        intervalMs: options.specsSyncIntervalMs,
        cursor: () => store.cursor,
        apply: (fetched) => store.apply(fetched),
        logger,
      });
  }

  /**
   * Fetches and applies the first specs, within `initTimeoutMs`.
   *
   * @returns why there are none, or undefined when they are in use or no source is configured. Never rejects.
   */
  async loadFirst(): Promise<Error | undefined> {
    const { store, options } = this.#settings;
    if (this.#first === undefined) return undefined;
    if (this.#isStopped) return new ClientShutDownError();
    try {
      const fetched = await this.#first.fetch(store.cursor, {
        timeoutMs: options.initTimeoutMs,
        purpose: 'initialize',
      });
      if (fetched.kind === 'no-updates') return new NoSpecsError(this.#first.name);
      return (await store.apply(fetched)) === 'no-updates' ? new NoSpecsError(this.#first.name) : undefined;
    } catch (error) {
      if (this.#isStopped) return new ClientShutDownError();
      if (error instanceof NetworkRequestError && error.reason === 'timeout') {
        return new InitializationTimeoutError(options.initTimeoutMs);
      }
      return error instanceof Error ? error : new Error('The first specs could not be loaded.', { cause: error });
    }
  }

  /** Begins to look for newer specs, and for the first ones if there are none yet. */
  startPolling(): void {
    this.#poller?.start();
  }

  /** Ends polling; nothing is applied afterwards. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#poller?.stop();
  }
}
