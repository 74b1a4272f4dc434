import { NetworkRequestError } from '../errors/network-request-error.js';
import type { HttpClient } from '../network/http-client.js';
import type { FetchIdListFile } from './id-list-follower.js';
import { type IdListManifest, parseIdListManifest } from './id-list-manifest.js';

/** The service's own address of the overview of ID lists; the SDK key is appended to its path. */
const serviceUrl = 'https://api.statsigcdn.com/v1/get_id_lists';

/** What an {@link IdListSource} needs. */
export interface IdListSourceSettings {
  readonly client: Pick<HttpClient, 'fetchIdListManifest' | 'fetchIdListFile'>;
  /** The option `idListsUrl`; undefined for the service's own address. */
  readonly idListsUrl: string | undefined;
  /** The option `downloadIdListFileApi`: in place of scheme, host and port of each file's address. */
  readonly downloadIdListFileApi: string | undefined;
  /** Whether the service's own address is asked when `idListsUrl` fails. */
  readonly fallbackToStatsigApi: boolean;
  /** Hosts of these addresses are sent the SDK key, besides those of the two options above. */
  readonly configuredUrls: readonly string[];
  /** Limit of each request. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** The service's own address, for tests. @default 'https://api.statsigcdn.com/v1/get_id_lists' */
  readonly serviceUrl?: string;
}

/** Where the overview of ID lists and their files come from. Everything rejects with StatsigError only. */
export class IdListSource {
  readonly #settings: IdListSourceSettings;
  readonly #serviceUrl: string;

  constructor(settings: IdListSourceSettings) {
    this.#settings = settings;
    this.#serviceUrl = settings.serviceUrl ?? serviceUrl;
  }

  /** Asks once which lists there are; and the service itself, if that fails in a way that may pass and the options say so. */
  async fetchManifest(signal: AbortSignal): Promise<IdListManifest> {
    const { idListsUrl, fallbackToStatsigApi } = this.#settings;
    if (idListsUrl === undefined) return this.#ask(this.#serviceUrl, 'GET', signal);
    const method = idListsUrl.startsWith(this.#serviceUrl) ? 'GET' : 'POST';
    try {
      return await this.#ask(idListsUrl, method, signal);
    } catch (error) {
      const mayFallBack = fallbackToStatsigApi && method === 'POST' && isRetryable(error) && !signal.aborted;
      if (!mayFallBack) throw error;
      return this.#ask(this.#serviceUrl, 'GET', signal);
    }
  }

  /** Fetches files, until the signal says otherwise. */
  filesUntil(signal: AbortSignal): FetchIdListFile {
    const { client, idListsUrl, downloadIdListFileApi, configuredUrls, timeoutMs } = this.#settings;
    const trustedUrls = [idListsUrl, downloadIdListFileApi, ...configuredUrls].filter((url) => url !== undefined);
    return ({ url, ...request }) =>
      client.fetchIdListFile({
        ...request,
        url: downloadIdListFileApi === undefined ? url : withHostOf(downloadIdListFileApi, url),
        configuredUrls: trustedUrls,
        timeoutMs,
        signal,
      });
  }

  async #ask(url: string, method: 'GET' | 'POST', signal: AbortSignal): Promise<IdListManifest> {
    const { client, timeoutMs } = this.#settings;
    return parseIdListManifest(await client.fetchIdListManifest({ url, method, timeoutMs, signal }));
  }
}

/** The address with its scheme and host replaced; a path of the new host goes before its own (the official SDK's rule). */
function withHostOf(api: string, url: string): string {
  const { pathname, search } = new URL(url);
  const address = new URL(api);
  address.pathname = address.pathname.replace(/\/+$/, '') + pathname;
  address.search = search;
  return address.href;
}

function isRetryable(error: unknown): boolean {
  // A page that is no overview may be the login page of a proxy, which passes as well.
  return !(error instanceof NetworkRequestError) || error.retryable;
}
