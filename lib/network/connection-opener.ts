import { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';

import { openHttpTunnel, type TunnelTarget } from './http-tunnel.js';
import { ProxyFailure } from './proxy-failure.js';
import type { Proxy, ProxyRoute, RouteTarget } from './proxy-route.js';
import { describeConnectionError } from './request-failure.js';
import { openSocksTunnel } from './socks-tunnel.js';

/** A proxy that has not answered after this time is given up, as is a connection. Unit: milliseconds. */
const handshakeMs = 10_000;

/** What a {@link ConnectionOpener} needs. */
export interface ConnectionOpenerSettings {
  readonly routeTo: (target: RouteTarget) => ProxyRoute;
  /** Called for the first connection with TLS; undefined trusts what Node trusts. */
  readonly loadTrust: () => Promise<SecureContext | undefined>;
  readonly buildConnector: typeof buildConnector;
}

/**
 * Opens connections to targets, through proxies where the route says so, with sockets that do not keep the process alive at any
 * stage.
 */
export class ConnectionOpener {
  readonly #settings: ConnectionOpenerSettings;
  readonly #opening = new Set<Socket>();
  #connector: Promise<buildConnector.connector> | undefined;
  readonly #plainConnector: buildConnector.connector;
  #isClosed = false;

  constructor(settings: ConnectionOpenerSettings) {
    this.#settings = settings;
    this.#plainConnector = settings.buildConnector({});
  }

  /** The form in which undici wants it. */
  readonly connect: buildConnector.connector = (target, callback) => {
    void this.#answer(target, callback);
  };

  /** Ends connections that are still being opened. They would hold the process until they are there or time out. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#opening) socket.destroy();
  }

  async #answer(target: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    let socket: Socket;
    try {
      socket = await this.#open(target);
    } catch (error) {
      callback(error instanceof Error ? error : new Error('the connection failed', { cause: error }), null);
      return;
    }
    callback(null, socket);
  }

  async #open(target: buildConnector.Options): Promise<Socket> {
    const route = this.#settings.routeTo(target);
    if (route.kind === 'direct') return this.#connectTo(target);
    if (route.kind === 'refused') throw new ProxyFailure(route.detail);
    const toProxy = await this.#connectToProxy(route.proxy);
    if (route.kind === 'forward') return toProxy;
    const isSecure = target.protocol === 'https:';
    const port = target.port === '' ? (isSecure ? 443 : 80) : Number(target.port);
    await this.#openTunnel(toProxy, { host: target.hostname, port }, route.proxy);
    return isSecure ? this.#connectTo({ ...target, httpSocket: toProxy }) : toProxy;
  }

  async #connectToProxy({ protocol, host, port }: Proxy): Promise<Socket> {
    try {
      return await this.#connectTo({
        protocol: protocol === 'https' ? 'https:' : 'http:',
        hostname: host,
        host: host.includes(':') ? `[${host}]` : host,
        port: String(port),
      });
    } catch (cause) {
      throw new ProxyFailure(`the proxy cannot be used: ${describeConnectionError(cause)}`, { cause });
    }
  }

  async #openTunnel(socket: Socket, target: TunnelTarget, proxy: Proxy): Promise<void> {
    const open = proxy.protocol === 'socks5' ? openSocksTunnel : openHttpTunnel;
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      socket.destroy();
    }, handshakeMs).unref();
    this.#opening.add(socket);
    try {
      await open(socket, target, proxy);
    } catch (cause) {
      socket.destroy();
      if (cause instanceof ProxyFailure) throw cause;
      const detail = isLate
        ? `the proxy did not answer within ${handshakeMs} ms`
        : 'the proxy broke off the connection';
      throw new ProxyFailure(detail, { cause });
    } finally {
      clearTimeout(limit);
      this.#opening.delete(socket);
    }
  }

  async #connectTo(target: buildConnector.Options): Promise<Socket> {
    const connect = target.protocol === 'https:' ? await this.#secureConnector() : this.#plainConnector;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        target.httpSocket?.destroy();
        return reject(new Error('the client is closed'));
      }
      const settle: buildConnector.Callback = (error, connected) => {
        if (error !== null) return reject(error);
        this.#opening.delete(connected);
        detach(connected);
        resolve(connected);
      };
      const socket: unknown = connect(target, settle);
      // The types hide that the socket is returned at once. If that changes, it is still detached when connected.
      if (!(socket instanceof Socket)) return;
      this.#opening.add(socket);
      socket.once('close', () => this.#opening.delete(socket));
      detach(socket);
    });
  }

  #secureConnector(): Promise<buildConnector.connector> {
    return (this.#connector ??= this.#buildSecureConnector());
  }

  async #buildSecureConnector(): Promise<buildConnector.connector> {
    const { buildConnector: build, loadTrust } = this.#settings;
    const trust = await loadTrust();
    return trust === undefined ? this.#plainConnector : build({ secureContext: trust });
  }
}

/** Takes the socket's hold on the process away for good; undici would take it again with each request. */
function detach(socket: Socket): void {
  socket.unref();
  socket.ref = () => socket;
}
