import { Socket } from 'node:net';
import type { Agent, Dispatcher, buildConnector } from 'undici';

/**
 * How long an idle connection is kept when the server does not say. Longer than the usual polling interval, so that a poll
 * does not pay for a new TLS handshake each time. Unit: milliseconds.
 */
const idleConnectionMs = 30_000;

/** More requests at a time to one host wait for each other. */
const mostConnectionsPerHost = 8;

/**
 * Kept-alive connections whose sockets do not keep the process alive, not even with a request in flight. Work that somebody
 * waits for holds the process itself (`timing/hold-process.ts`).
 */
export class ConnectionPool {
  readonly #connecting = new Set<Socket>();
  #agent: Promise<Agent> | undefined;
  #isClosed = false;

  /**
   * What requests are sent through. The HTTP library is loaded here, at the first request: it takes as long to load as the
   * rest of this package together, and local specs do not need it.
   */
  dispatcher(): Promise<Dispatcher> {
    return (this.#agent ??= this.#open());
  }

  async #open(): Promise<Agent> {
    const undici = await import('undici');
    const agent = new undici.Agent({
      connections: mostConnectionsPerHost,
      keepAliveTimeout: idleConnectionMs,
      // The limit of a request covers its connection, its headers and its body together, and is enforced by its signal.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: this.#connector(undici.buildConnector({})),
    });
    if (this.#isClosed) await agent.destroy();
    return agent;
  }

  /** Ends all connections at once; requests in flight fail. */
  async close(): Promise<void> {
    // The agent would wait for these to connect or time out, and a pending connection holds the process.
    for (const socket of this.#connecting) socket.destroy();
    this.#isClosed = true;
    await (await this.#agent)?.destroy();
  }

  #connector(connect: buildConnector.connector): buildConnector.connector {
    return (target, callback) => {
      const settle: buildConnector.Callback = (...result) => {
        const connected: unknown = result[1];
        if (connected instanceof Socket) {
          this.#connecting.delete(connected);
          detach(connected);
        }
        callback(...result);
      };
      const socket: unknown = connect(target, settle);
      // The types hide that the socket is returned at once. If that changes, it is still detached when connected.
      if (!(socket instanceof Socket)) return;
      this.#connecting.add(socket);
      socket.once('close', () => this.#connecting.delete(socket));
      detach(socket);
    };
  }
}

/** Takes the socket's hold on the process away for good; undici would take it again with each request. */
function detach(socket: Socket): void {
  socket.unref();
  socket.ref = () => socket;
}
