import { StatsigError } from './statsig-error.js';

/** Which request failed. A label and not a URL, because the URL of the specs holds the SDK key. */
export type EndpointLabel = 'specs' | 'log_event' | 'id_lists' | 'id_list_file';

/**
 * How a request failed.
 * - `status`: the server answered with a status that is not a success.
 * - `refused`: a 2xx answer to events whose body says `"success": false`, or is a page that asks to sign in.
 * - `timeout`: no complete answer within the time limit.
 * - `transport`: no connection, a reset, or an answer that broke off.
 * - `proxy`: the proxy could not be reached, or did not let the request through.
 * - `certificate`: the TLS certificate of the host is not trusted.
 * - `undecodable`: the body's compression is unknown or damaged.
 * - `too_large`: the body exceeds the limit and was not read to its end.
 * - `redirect`: too many redirects, or one that may not be followed.
 * - `aborted`: the request was given up from this side, as at shutdown.
 */
export type NetworkFailureReason =
  | 'status'
  | 'refused'
  | 'timeout'
  | 'transport'
  | 'proxy'
  | 'certificate'
  | 'undecodable'
  | 'too_large'
  | 'redirect'
  | 'aborted';

/** The facts of a {@link NetworkRequestError}. */
export interface NetworkRequestFacts {
  readonly endpoint: EndpointLabel;
  readonly reason: NetworkFailureReason;
  /** One short clause with the particulars: `status 503 Service Unavailable`. Holds no key and no body. */
  readonly detail: string;
  /** Status of the answer; absent when none was received. */
  readonly status?: number | undefined;
  /** How often the request was sent. @default 1 */
  readonly attempts?: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the server asked to wait, from its `Retry-After` header. Unit: milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A request to the service did not succeed. The specs in use stay in use; events of a retryable failure are kept and
 * sent again.
 */
export class NetworkRequestError extends StatsigError {
  override readonly name = 'NetworkRequestError';
  readonly code = 'network_request_failed';
  readonly endpoint: EndpointLabel;
  readonly reason: NetworkFailureReason;
  readonly detail: string;
  readonly status: number | undefined;
  readonly attempts: number;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(facts: NetworkRequestFacts) {
    const attempts = facts.attempts ?? 1;
    super(
      `The ${facts.endpoint} request failed: ${facts.detail}${attempts > 1 ? `, after ${attempts} attempts` : ''}. ` +
        adviceFor(facts),
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.endpoint = facts.endpoint;
    this.reason = facts.reason;
    this.detail = facts.detail;
    this.status = facts.status;
    this.attempts = attempts;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
  }

  /** The same failure with the count of attempts that led to it. */
  withAttempts(attempts: number): NetworkRequestError {
    return new NetworkRequestError({ ...this.#facts(), attempts });
  }

  #facts(): NetworkRequestFacts {
    const { endpoint, reason, detail, status, retryable, retryAfterMs, cause } = this;
    return { endpoint, reason, detail, status, retryable, retryAfterMs, cause };
  }
}

/** The option that says where a request goes; the manifest of the ID lists says it for their files. */
const optionOf = {
  specs: 'specsUrl',
  log_event: 'logEventUrl',
  id_lists: 'idListsUrl',
  id_list_file: 'idListsUrl or downloadIdListFileApi',
} satisfies Record<EndpointLabel, string>;

function adviceFor({ endpoint, reason, status }: NetworkRequestFacts): string {
  const option = optionOf[endpoint];
  if (reason === 'aborted') return 'It was given up from this side.';
  if (status === 401 || status === 403) return 'Check that the SDK key is a server secret key of this project.';
  if (status === 404) return `Check the SDK key and the option ${option}.`;
  if (reason === 'proxy') {
    return 'Check the option proxyConfig, or the environment variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.';
  }
  if (reason === 'certificate') {
    return 'If an authority of your own has issued it, name the file of its certificate in proxyConfig.caCertPath.';
  }
  if (reason === 'redirect') return `Point the option ${option} at the final address.`;
  if (reason === 'transport' || reason === 'timeout') {
    return `Check that the host of the option ${option} can be reached from here.`;
  }
  return `If it goes on, check what the host of the option ${option} answers.`;
}
