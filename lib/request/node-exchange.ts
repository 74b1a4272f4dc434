import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** A request of `node:http`, perhaps with what a framework added to it. */
export interface NodeRequest extends IncomingMessage {
  /** The address as the caller wrote it, where a framework changes `url`. */
  readonly originalUrl?: string;
  /** What a body parser made of the body, which then cannot be read again. */
  readonly body?: unknown;
}

/** Those that the standard makes no requests of. What answers has to see them, to refuse them. */
const namelessMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * The web-standard form of a request of `node:http`, for handlers that know no framework.
 *
 * Its address begins with `http://localhost`, because only the path is certain; its body is read as it is asked for, and its
 * signal is aborted when the caller hangs up. A body that a parser has read already is written anew; one that is gone is empty.
 *
 * Never throws, whatever a caller sends: servers that listen with an `async` function end with what it throws.
 */
export function toWebRequest(request: NodeRequest, response: ServerResponse): Request {
  const method = request.method ?? 'GET';
  const headers = webHeaders(request);
  const hangUp = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) hangUp.abort();
  });
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal: hangUp.signal };
  const isNameless = namelessMethods.has(method);
  if (isNameless) {
    init.method = 'GET';
  } else if (method !== 'GET' && method !== 'HEAD') {
    init.body = bodyOf(request, headers);
    // Required by the standard for bodies that are streams.
    init.duplex = 'half';
  }
  // In one text and not resolved, so that no path is taken for another host's: `/\` counts as `//` in addresses.
  const web = new Request(`http://localhost${pathOf(request)}`, init);
  return isNameless ? Object.defineProperty(web, 'method', { value: method }) : web;
}

/**
 * Writes a web-standard response to one of `node:http`, beside the headers that it has. A caller who hung up gets nothing.
 * Rejects when the response's body does.
 */
export async function sendWebResponse(web: Response, response: ServerResponse): Promise<void> {
  const body = Buffer.from(await web.arrayBuffer());
  if (response.headersSent || response.destroyed) return;
  response.statusCode = web.status;
  for (const [name, value] of web.headers) {
    if (name !== 'set-cookie') response.setHeader(name, value);
  }
  for (const cookie of web.headers.getSetCookie()) response.appendHeader('set-cookie', cookie);
  if (response.req.method !== 'HEAD' && web.status !== 204 && web.status !== 304) {
    response.setHeader('content-length', body.length);
  }
  response.end(body);
}

function webHeaders({ headers: received }: NodeRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    // HTTP/2 has its request line among the headers.
    if (name.startsWith(':')) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) headers.append(name, one);
    }
  }
  return headers;
}

/** A path alone, also when the caller wrote a whole address or one that begins like a host's name. */
function pathOf({ originalUrl, url }: NodeRequest): string {
  const written = originalUrl ?? url ?? '/';
  const path = written.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/^\/{2,}/, '/');
  return path.startsWith('/') ? path : `/${path}`;
}

function bodyOf(request: NodeRequest, headers: Headers): ReadableStream | string | Uint8Array<ArrayBuffer> {
  const { body } = request;
  if (body === undefined || !request.readableEnded) {
    // Who hung up before, or whose body somebody has read without leaving it, has none.
    return request.destroyed || request.readableEnded ? '' : Readable.toWeb(request);
  }
  // A parser has decoded it.
  headers.delete('content-encoding');
  headers.delete('content-length');
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  headers.set('content-type', 'application/json');
  return JSON.stringify(body) ?? '';
}
