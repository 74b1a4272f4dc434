import { NextResponse } from 'next/server.js';

/** How the answers of proxies tell Next to go on, in headers. */
const goesOn = ['x-middleware-next', 'x-middleware-rewrite'] as const;

/** Names the headers of the request that the page is to see in the place of the original ones. */
const overrides = 'x-middleware-override-headers';

/**
 * The answer of a proxy, by which the page sees these headers of the request, if the answer leads to a page. Headers that the answer
 * passes on already go before them: they were made from the same request.
 */
export function forwardRequestHeaders(answer: Response, headers: Headers): Response {
  // Headers of some answers, such as those of `Response.redirect`, cannot be changed.
  const response = new NextResponse(answer.body, answer);
  if (!goesOn.some((name) => answer.headers.has(name)) || answer.headers.has(overrides)) return response;
  // The form in which headers are passed on is Next's own, so it is Next that writes them.
  for (const [name, value] of NextResponse.next({ request: { headers } }).headers) {
    if (name !== 'x-middleware-next') response.headers.set(name, value);
  }
  return response;
}
