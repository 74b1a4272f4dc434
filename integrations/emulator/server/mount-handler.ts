import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { errorResponse, type Handler } from './handler.js';

/**
 * Puts a fetch-style handler on a `node:http` server. A handler that fails answers 500 and is reported; the server goes
 * on.
 */
export function mountHandler(handle: Handler, onError: (error: unknown) => void): RequestListener {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = toRequest(incoming);
    const response =
      request === undefined
        ? errorResponse(400, 'the request has an address, a method or a header that HTTP does not allow')
        : await handle(request).catch((error: unknown) => {
            onError(error);
            return errorResponse(500, 'the emulator failed; see its output');
          });
    await sendResponse(response, outgoing);
    // What the handler left unread would otherwise be taken for the next request on this connection.
    incoming.resume();
  };
  return (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      onError(error);
      outgoing.destroy();
    });
  };
}

/** `undefined` for what `node:http` lets through and the fetch standard refuses, such as the address `//`. */
function toRequest(incoming: IncomingMessage): Request | undefined {
  try {
    return buildRequest(incoming);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function buildRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = incoming.method ?? 'GET';
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`);
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: Readable.toWeb(incoming), duplex: 'half' });
}

async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  outgoing.writeHead(response.status, { ...headers, 'content-length': body.byteLength }).end(body);
}
