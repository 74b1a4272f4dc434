import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { onTestFinished } from 'vitest';

/** Answers requests of the fetch standard, as frameworks mount them; undefined is a 404. */
export type FetchHandler = (
  request: Request,
  connection: { readonly ip: string | undefined },
) => Promise<Response | undefined>;

/**
 * Serves a handler on a port of its own until the test ends. Bodies are handed on while they arrive. The header `x-test-ip` stands
 * for the caller's address, as if a trusted proxy had told it.
 *
 * @returns `http://127.0.0.1:<port>`
 */
export async function serveFetch(handle: FetchHandler): Promise<string> {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const told = incoming.headers['x-test-ip'];
    const ip = typeof told === 'string' ? told : incoming.socket.remoteAddress;
    const response = (await handle(toRequest(incoming), { ip })) ?? new Response('not here', { status: 404 });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
    incoming.resume();
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function toRequest(incoming: IncomingMessage): Request {
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const { method = 'GET' } = incoming;
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' });
}
