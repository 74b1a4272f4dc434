import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

import { onTestFinished } from 'vitest';

import type { Certificate } from './certificates.js';

/** A request as it arrived, body included. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** When its body was complete. Unit: milliseconds since the Unix epoch. */
  readonly receivedAtMs: number;
}

/** A server on a port of its own. */
export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end; `https` with a certificate. */
  readonly url: string;
  readonly port: number;
  /** What has arrived so far, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections that were opened so far. */
  readonly connectionCount: () => number;
  readonly close: () => Promise<void>;
}

/** Answers one request; it may also break the connection, or never answer. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/**
 * Starts a real HTTP server on the loopback interface, with TLS if a certificate is given. It is closed, with all its connections,
 * when the test ends.
 */
export async function startHttpServer(answer: Answer, certificate?: Certificate): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  let connectionCount = 0;
  const receive: RequestListener = (incoming, response) => {
    void buffer(incoming).then((body) => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://host');
      const request: ReceivedRequest = {
        method: incoming.method ?? '',
        path: pathname,
        query: searchParams,
        headers: incoming.headers,
        body,
        receivedAtMs: Date.now(),
      };
      requests.push(request);
      answer(response, request);
    });
  };
  const server =
    certificate === undefined
      ? createServer(receive)
      : createSecureServer({ cert: certificate.certificate, key: certificate.privateKey }, receive);
  server.on('connection', () => connectionCount++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  const scheme = certificate === undefined ? 'http' : 'https';
  return { url: `${scheme}://127.0.0.1:${port}`, port, requests, connectionCount: () => connectionCount, close };
}

/** Answers with a status and a body; an object is sent as JSON. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string | object | Uint8Array = '',
  headers: Record<string, string> = {},
): void {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}

/** The body of a posted batch, decompressed and parsed. */
export function readPostedBatch({ body }: ReceivedRequest): {
  events: unknown[];
  statsigMetadata: Record<string, unknown>;
} {
  return JSON.parse(gunzipSync(body).toString()) as { events: unknown[]; statsigMetadata: Record<string, unknown> };
}
