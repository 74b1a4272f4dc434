import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { nestSpecs } from './nest-specs.js';

/** An event as it arrived. */
export interface ReceivedEvent {
  readonly eventName: string;
  readonly value: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
}

/** The service, as far as an application sees it, on a port of this machine. */
export interface StatsigServer {
  /** For `StatsigOptions`. */
  readonly options: { readonly specsUrl: string; readonly logEventUrl: string; readonly disableDiagnostics: true };
  readonly events: readonly ReceivedEvent[];
  /** How often specs were asked for. */
  specsRequests: number;
  /** What requests for specs are answered with from now on; 0 leaves them without an answer. */
  specsStatus: number;
  /** What requests with events are answered with from now on; 0 leaves them without an answer. */
  eventsStatus: number;
  /** Breaks the connections of requests that were left without an answer. */
  dropWaiting(): void;
}

/** Starts a server that serves `nestSpecs` and keeps the events it gets, until the test is over. */
export async function startStatsigServer(): Promise<StatsigServer> {
  const events: ReceivedEvent[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method === 'POST') {
        const encoded = request.headers['content-encoding'] === 'gzip';
        const body = await text(encoded ? request.pipe(createGunzip()) : request);
        if (running.eventsStatus === 0) return;
        events.push(...(JSON.parse(body) as { readonly events: readonly ReceivedEvent[] }).events);
        response.writeHead(running.eventsStatus, { 'content-type': 'application/json' }).end('{"success":true}');
        return;
      }
      running.specsRequests += 1;
      if (running.specsStatus > 0) {
        const body = running.specsStatus === 200 ? JSON.stringify(nestSpecs()) : 'out of order';
        response.writeHead(running.specsStatus, { 'content-type': 'application/json' }).end(body);
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running: StatsigServer = {
    options: { specsUrl: `${base}/specs`, logEventUrl: `${base}/log_event`, disableDiagnostics: true },
    events,
    specsRequests: 0,
    specsStatus: 200,
    eventsStatus: 202,
    dropWaiting: () => server.closeAllConnections(),
  };
  return running;
}
