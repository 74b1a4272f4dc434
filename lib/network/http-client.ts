/**
 * `network/` speaks HTTP with the service: addresses, headers, proxies, certificates, time limits, decompression, and which
 * failures may be repeated. It repeats nothing itself; the poller and the event logger do, each by its own rule.
 */
import { NetworkRequestError } from '../errors/network-request-error.js';
import { silentDiagnostics, type Diagnostics } from '../observability/diagnostics.js';
import { silentMetrics, type Metrics } from '../observability/metrics.js';
import { buildCommonHeaders, type ClientSender, headersInNameOf, type RequestSender } from './common-headers.js';
import { ConnectionPool, type ConnectionPoolSettings } from './connection-pool.js';
import { refusalIn } from './events-acceptance.js';
import {
  describeIdListFileRequest,
  firstByteOf,
  type IdListFileAnswer,
  type IdListFileRequest,
} from './id-list-file-request.js';
import { diagnoseRequest } from './diagnose-request.js';
import { describeStatus } from './request-failure.js';
import { measureRequest, type MeasuredRequest } from './request-metrics.js';
import { requestBytes, requestText, sendRequest, type AnswerHead } from './send-request.js';
import { buildSpecsAddress, keyedAddress, showableAddress } from './specs-address.js';

/** What an {@link HttpClient} is made of. */
export interface HttpClientSettings extends RequestSender, ConnectionPoolSettings {
  /** Told how long requests take. @default nobody */
  readonly metrics?: Metrics | undefined;
  /** Told when requests for specs and for ID lists begin and end. @default nobody */
  readonly diagnostics?: Diagnostics | undefined;
  /** The longest specs that are read, decompressed. Unit: bytes. @default 256 MiB */
  readonly maxBodyBytes?: number;
}

/** A request for specs. */
export interface SpecsRequest {
  readonly specsUrl: string;
  /** `time` of the specs in use; 0 when there are none. */
  readonly sinceTime: number;
  readonly checksum: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The answer to a request for specs. */
export type SpecsAnswer =
  | { readonly status: 'payload'; readonly text: string; readonly sourceApi: string }
  | { readonly status: 'not-modified'; readonly sourceApi: string };

/** One batch of events to post. */
export interface EventsRequest {
  /** The option `logEventUrl`. */
  readonly url: string;
  /** The batch as gzip-compressed JSON. */
  readonly body: Uint8Array;
  readonly eventCount: number;
  /** How often this batch was posted before. */
  readonly retryCount: number;
  /** Who logged the events, when that was the SDK of a browser. @default this client */
  readonly origin?: ClientSender;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A request for the list of ID lists. */
export interface IdListManifestRequest {
  /** For `GET` the address that `/<key>.json` is appended to; for `POST` the whole address. */
  readonly url: string;
  /** The service itself is asked with `GET`, a custom `idListsUrl` with an empty `POST`, as the forward proxy wants it. */
  readonly method: 'GET' | 'POST';
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const defaultMaxBodyBytes = 256 * 1024 * 1024;

/** The answer to events is a few bytes. */
const maxEventsAnswerBytes = 1024 * 1024;

/**
 * Sends the SDK's requests over one pool of connections. Its sockets and timers never keep the process alive. All methods
 * that send reject with `NetworkRequestError`, and with nothing else but what a receiver throws.
 */
export class HttpClient {
  readonly #settings: HttpClientSettings;
  readonly #pool: ConnectionPool;

  constructor(settings: HttpClientSettings) {
    this.#settings = settings;
    this.#pool = new ConnectionPool(settings);
  }

  /** Asks once for specs newer than those in use, as JSON. The text is not parsed. */
  async fetchSpecs({ specsUrl, timeoutMs, signal, ...held }: SpecsRequest): Promise<SpecsAnswer> {
    const { sdkKey, maxBodyBytes = defaultMaxBodyBytes } = this.#settings;
    const { status, text, byteLength } = await this.#measure({ endpoint: 'specs', url: specsUrl }, () =>
      requestText(this.#pool, {
        endpoint: 'specs',
        method: 'GET',
        url: buildSpecsAddress({ specsUrl, sdkKey, ...held }),
        headers: buildCommonHeaders(this.#settings, Date.now()),
        timeoutMs,
        signal,
        maxBodyBytes,
      }),
    );
    const sourceApi = showableAddress(specsUrl);
    this.#settings.logger?.debug('Network', `Specs from ${sourceApi}: status ${status}, ${byteLength} bytes.`);
    return status === 304 ? { status: 'not-modified', sourceApi } : { status: 'payload', text, sourceApi };
  }

  /**
   * Posts a batch of events once. Resolves when the server has accepted it: any 2xx whose body does not say
   * `"success": false` and is not a page, such as one that asks to sign in to a network. The official SDK takes an empty body
   * for a failure; here it is not, because the batch would be sent twice. Nor is a body that breaks off, stalls or is damaged: a
   * server that always answered so would get the batch again and again.
   */
  async postEvents({ url, body, eventCount, retryCount, origin, timeoutMs, signal }: EventsRequest): Promise<void> {
    const common = buildCommonHeaders(this.#settings, Date.now());
    const received: Uint8Array[] = [];
    let taken: AnswerHead | undefined;
    const posting = sendRequest(this.#pool, {
      endpoint: 'log_event',
      method: 'POST',
      url: new URL(url),
      headers: {
        ...(origin === undefined ? common : headersInNameOf(origin, common)),
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'statsig-event-count': String(eventCount),
        'statsig-retry-count': String(retryCount),
      },
      body,
      timeoutMs,
      signal,
      maxBodyBytes: maxEventsAnswerBytes,
      onSuccess: (answer) => (taken = answer),
      receive: (bytes) => void received.push(bytes),
    });
    const { status } = await posting.catch((error: unknown) => {
      if (taken === undefined) throw error;
      return taken;
    });
    const failure = { endpoint: 'log_event', status, retryable: true } as const;
    // Nothing was asked for that could be unchanged.
    if (status === 304) throw new NetworkRequestError({ ...failure, reason: 'status', detail: describeStatus(status) });
    const refusal = refusalIn(Buffer.concat(received).toString());
    if (refusal !== undefined) {
      throw new NetworkRequestError({
        ...failure,
        reason: 'refused',
        detail: `status ${status}, but the body ${refusal}`,
      });
    }
    this.#settings.logger?.debug('Network', `${eventCount} events accepted with status ${status}.`);
  }

  /** Asks once which ID lists there are, as JSON. The text is not parsed. */
  async fetchIdListManifest({ url, method, timeoutMs, signal }: IdListManifestRequest): Promise<string> {
    const { sdkKey, maxBodyBytes = defaultMaxBodyBytes } = this.#settings;
    const { status, bytes } = await this.#measure({ endpoint: 'id_lists', url }, () =>
      requestBytes(this.#pool, {
        endpoint: 'id_lists',
        method,
        url: method === 'GET' ? keyedAddress(url, sdkKey) : new URL(url),
        headers: buildCommonHeaders(this.#settings, Date.now()),
        ...(method === 'POST' && { body: new Uint8Array() }),
        timeoutMs,
        signal,
        maxBodyBytes,
      }),
    );
    this.#settings.logger?.debug('Network', `ID lists: status ${status}, ${bytes.byteLength} bytes.`);
    return new TextDecoder().decode(bytes);
  }

  /**
   * Downloads what was appended to the file of an ID list, and hands it to `receive` piece by piece as it arrives. When the
   * download fails midway, what was received before is good. Rejects with what `receive` throws, which ends the download.
   */
  async fetchIdListFile(request: IdListFileRequest): Promise<IdListFileAnswer> {
    const { timeoutMs, signal, receive, fileID } = request;
    const { maxBodyBytes = defaultMaxBodyBytes } = this.#settings;
    const { url, headers } = describeIdListFileRequest(request, buildCommonHeaders(this.#settings, Date.now()));
    let received = 0;
    const download = (): Promise<AnswerHead> =>
      sendRequest(this.#pool, {
        endpoint: 'id_list_file',
        method: 'GET',
        url,
        headers,
        timeoutMs,
        signal,
        maxBodyBytes,
        receive: (bytes, answer) => {
          const start = firstByteOf(answer, request) + received;
          received += bytes.byteLength;
          return receive(bytes, start);
        },
      });
    try {
      const answer = await this.#measure({ endpoint: 'id_list_file', url: request.url, fileID }, download);
      return { status: 'received', start: firstByteOf(answer, request), byteLength: received };
    } catch (error) {
      // The file ends where the range begins.
      if (error instanceof NetworkRequestError && error.status === 416) return { status: 'nothing-new' };
      throw error;
    }
  }

  /** Ends all connections at once. Requests in flight and later ones fail. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  #measure<Answer extends AnswerHead>(
    request: Omit<MeasuredRequest, 'sdkKey'>,
    run: () => Promise<Answer>,
  ): Promise<Answer> {
    const { metrics = silentMetrics, diagnostics = silentDiagnostics, sdkKey } = this.#settings;
    return measureRequest(metrics, { ...request, sdkKey }, () => diagnoseRequest(diagnostics, request, run));
  }
}
