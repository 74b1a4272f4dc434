import type { Agent, Dispatcher } from 'undici';

import type { ProxyConfig } from '../options/proxy-config.js';
import type { Logger } from '../observability/logger.js';
import { basicAuthorization } from './basic-authorization.js';
import { ConnectionOpener } from './connection-opener.js';
import type { Environment } from './environment-proxies.js';
import { ProxyFailure } from './proxy-failure.js';
import { createRouter, type ProxyRoute, type RouteTarget } from './proxy-route.js';

/**
 * How long an idle connection is kept when the server does not say. Longer than the usual polling interval, so that a poll
 * does not pay for a new TLS handshake each time. Unit: milliseconds.
 */
const idleConnectionMs = 30_000;

/** More requests at a time to one host wait for each other. */
const mostConnectionsPerHost = 8;

/** What a {@link ConnectionPool} goes by. */
export interface ConnectionPoolSettings {
  readonly proxyConfig?: ProxyConfig | undefined;
  readonly logger?: Logger | undefined;
  /** Names proxies and certificates; read when the first request is sent. @default process.env */
  readonly environment?: Environment;
}

/** One exchange with a server: a request without its redirects. */
export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal;
}

/** What connections are made with. */
interface Parts {
  readonly agent: Agent;
  readonly opener: ConnectionOpener;
  readonly routeTo: (target: RouteTarget) => ProxyRoute;
}

/**
 * Kept-alive connections whose sockets do not keep the process alive, not even with a request in flight. Work that somebody
 * waits for holds the process itself (`timing/hold-process.ts`).
 */
export class ConnectionPool {
  readonly #settings: ConnectionPoolSettings;
  #parts: Promise<Parts> | undefined;
  #isClosed = false;

  constructor(settings: ConnectionPoolSettings = {}) {
    this.#settings = settings;
  }

  /**
   * Sends a request and returns what is answered, with the body still to be read.
   * @throws ProxyFailure when a proxy prevents it, and what the connection throws
   */
  async request({ method, url, headers, body, signal }: Exchange): Promise<Dispatcher.ResponseData> {
    const { agent, routeTo } = await (this.#parts ??= this.#open());
    const { origin, pathname, search } = url;
    const path = pathname + search;
    const route = routeTo(url);
    if (route.kind !== 'forward') return agent.request({ origin, path, method, headers, body, signal });
    const { credentials } = route.proxy;
    const answer = await agent.request({
      origin,
      path: origin + path,
      method,
      headers:
        credentials === undefined ? headers : { ...headers, 'proxy-authorization': basicAuthorization(credentials) },
      body,
      signal,
    });
    // Only a proxy answers so.
    if (answer.statusCode === 407) {
      answer.body.once('error', () => undefined).destroy();
      throw new ProxyFailure('the proxy refused: status 407 Proxy Authentication Required');
    }
    return answer;
  }

  /** Ends all connections at once; requests in flight and later ones fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const parts = await this.#parts;
    // The agent would wait for connections that are being opened, and they hold the process.
    parts?.opener.close();
    await parts?.agent.destroy();
  }

  /**
   * The HTTP library is loaded here, at the first request: it takes as long to load as the rest of this package together, and
   * local specs do not need it.
   */
  async #open(): Promise<Parts> {
    const { proxyConfig, logger, environment = process.env } = this.#settings;
    const undici = await import('undici');
    const routeTo = createRouter(proxyConfig, environment);
    const opener = new ConnectionOpener({
      routeTo,
      loadTrust: async () => {
        const { loadTrust } = await import('./trusted-certificates.js');
        return loadTrust({ caCertPath: proxyConfig?.caCertPath, environment, logger });
      },
      buildConnector: undici.buildConnector,
    });
    const agent = new undici.Agent({
      connections: mostConnectionsPerHost,
      keepAliveTimeout: idleConnectionMs,
      // The limit of a request covers its connection, its headers and its body together, and is enforced by its signal.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: opener.connect,
    });
    if (this.#isClosed) await agent.destroy();
    return { agent, opener, routeTo };
  }
}
