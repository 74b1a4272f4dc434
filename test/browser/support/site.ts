import type { ServerResponse } from 'node:http';
import { respond, startHttpServer, type ReceivedRequest, type TestServer } from '../../support/http-server.js';

/** A page of a site: the HTML, or how it is made for a request. */
export interface SitePage {
  readonly html: string | ((request: ReceivedRequest, response: ServerResponse) => string);
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request that is for no page, such as one to the client proxy. Undefined: not found. */
export type SiteHandler = (request: Request) => Promise<Response | undefined>;

/**
 * Starts a web server of pages and scripts; closed when the test ends.
 *
 * @param content.scripts by path
 * @param content.pages by path
 */
export function startSite(content: {
  readonly pages: Readonly<Record<string, SitePage>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly handle?: SiteHandler;
}): Promise<TestServer> {
  return startHttpServer((response, request) => {
    const page = content.pages[request.path];
    const script = content.scripts?.[request.path];
    if (page !== undefined) {
      const html = typeof page.html === 'string' ? page.html : page.html(request, response);
      respond(response, 200, html, { 'content-type': 'text/html; charset=utf-8', ...page.headers });
    } else if (script !== undefined) {
      respond(response, 200, script, { 'content-type': 'text/javascript; charset=utf-8' });
    } else if (request.path === '/favicon.ico') {
      respond(response, 204);
    } else {
      void handleOther(response, request, content.handle);
    }
  });
}

async function handleOther(
  response: ServerResponse,
  request: ReceivedRequest,
  handle: SiteHandler | undefined,
): Promise<void> {
  const answer = await handle?.(toFetchRequest(request));
  if (answer === undefined) {
    respond(response, 404);
    return;
  }
  respond(response, answer.status, new Uint8Array(await answer.arrayBuffer()), Object.fromEntries(answer.headers));
}

/** As integrations make it: of its address only the path is certain. */
function toFetchRequest({ method, path, query, headers, body }: ReceivedRequest): Request {
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  return new Request(`http://localhost${path}${search}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
  });
}
