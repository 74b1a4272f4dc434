import type { Statsig } from '../client/statsig.js';
import type { FlushResult } from '../events/flush-result.js';

/** A server as `node:http` and `node:https` have it; what `app.listen()` of Express returns. */
export interface ClosableServer {
  close(done: (error?: Error) => void): unknown;
  closeIdleConnections(): void;
  closeAllConnections(): void;
  /** Has each request looked at before it is handled. */
  prependListener?(event: 'request', listener: (request: LateRequest, response: LateResponse) => void): unknown;
}

interface LateRequest {
  readonly httpVersionMajor: number;
}

interface LateResponse {
  setHeader(name: string, value: string): unknown;
}

/** How `gracefulShutdown` proceeds. */
export interface GracefulShutdownOptions {
  /**
   * The longest that all of it takes. Half of it, but at most 3 seconds, is kept for the delivery of events.
   * Unit: milliseconds.
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
}

/** What became of a server and a client. */
export interface GracefulShutdownResult {
  /** Whether all requests were answered and all events delivered in time. */
  readonly isSuccess: boolean;
  /** `answered`: all that were under way; `cut`: the time was up for some; `closed`: the server did not listen any more. */
  readonly requests: 'answered' | 'cut' | 'closed';
  /** What became of the events. */
  readonly events: FlushResult;
  /** Unit: milliseconds. */
  readonly durationMs: number;
}

const defaultTimeoutMs = 10_000;
const longestDeliveryMs = 3_000;

/**
 * How often connections are closed whose last request has been answered. Those that wait for an answer are not told that it is the
 * last one: often enough that nobody waits for them, and so rarely that hardly a caller is met who is about to ask again.
 * Unit: milliseconds.
 */
const sweepIntervalMs = 250;

/** How long after the cut it is waited for the connections; those that became web sockets are not among the ones cut. */
const cutGraceMs = 50;

/** The longest delay of Node's timers. */
const longestTimerMs = 2_147_483_647;

/** What becomes of a server, and of the clients that are closed behind it. */
interface ServerEnd {
  readonly requests: Promise<GracefulShutdownResult['requests']>;
  readonly shutdowns: WeakMap<Statsig, Promise<GracefulShutdownResult>>;
}

/** So that a signal and an `app.close()` of the application's own get the same answer. */
const serverEnds = new WeakMap<ClosableServer, ServerEnd>();

/**
 * Ends a server and its client in the right order: accepts no more connections, has the requests under way answered, and
 * only then delivers the events that they logged and closes the client.
 *
 * Never rejects and never ends the process: what happened is in the result, and the process ends by itself when nothing else
 * keeps it alive. Calling it again for the same server and client gives the same result; with another client of the application,
 * that one is closed as well, behind the same requests.
 *
 * @example
 * ```ts
 * process.once('SIGTERM', () => void gracefulShutdown(server, client, { timeoutMs: 8_000 }));
 * ```
 */
export function gracefulShutdown(
  server: ClosableServer,
  client: Statsig,
  { timeoutMs = defaultTimeoutMs }: GracefulShutdownOptions = {},
): Promise<GracefulShutdownResult> {
  const limitMs = timeoutMs >= 0 ? Math.min(timeoutMs, longestTimerMs) : defaultTimeoutMs;
  const deliveryMs = Math.min(longestDeliveryMs, limitMs / 2);
  const end = serverEnds.get(server) ?? {
    requests: closeServer(server, limitMs - deliveryMs),
    shutdowns: new WeakMap<Statsig, Promise<GracefulShutdownResult>>(),
  };
  serverEnds.set(server, end);
  const known = end.shutdowns.get(client);
  if (known !== undefined) return known;
  const shutdown = shutDownAfter(end.requests, client, { timeoutMs: limitMs, deliveryMs });
  end.shutdowns.set(client, shutdown);
  return shutdown;
}

async function shutDownAfter(
  serverEnd: ServerEnd['requests'],
  client: Statsig,
  { timeoutMs, deliveryMs }: { readonly timeoutMs: number; readonly deliveryMs: number },
): Promise<GracefulShutdownResult> {
  const startedAt = performance.now();
  const requests = await serverEnd;
  const leftMs = Math.max(deliveryMs, timeoutMs - (performance.now() - startedAt));
  const events = await client.shutdown(leftMs);
  return {
    isSuccess: requests !== 'cut' && events.isSuccess,
    requests,
    events,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** Resolves when all connections are closed: those that are idle at once, the others as soon as they are or time is up. */
function closeServer(server: ClosableServer, limitMs: number): Promise<GracefulShutdownResult['requests']> {
  return new Promise((resolve) => {
    let isTimeUp = false;
    const settle = (outcome: GracefulShutdownResult['requests']): void => {
      clearInterval(sweep);
      clearTimeout(timer);
      resolve(outcome);
    };
    let timer = setTimeout(() => {
      isTimeUp = true;
      server.closeAllConnections();
      timer = setTimeout(() => settle('cut'), cutGraceMs);
    }, limitMs);
    // A connection that is kept alive would outlive its last answer by seconds.
    const sweep = setInterval(() => server.closeIdleConnections(), Math.min(sweepIntervalMs, limitMs / 4));
    // Callers who keep asking by one are told, instead of being cut off between two requests.
    server.prependListener?.('request', ({ httpVersionMajor }, response) => {
      if (httpVersionMajor < 2) response.setHeader('connection', 'close');
    });
    server.close((error) => {
      // The one error of `close` is that the server does not listen.
      settle(error !== undefined ? 'closed' : isTimeUp ? 'cut' : 'answered');
    });
    server.closeIdleConnections();
  });
}
