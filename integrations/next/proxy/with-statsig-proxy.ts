import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js';
import { ProxyRewrites } from './proxy-rewrites.js';
import type { ProxyHandler, StatsigProxyOptions } from './proxy-options.js';
import { VisitorId } from './visitor-id.js';

/**
 * A proxy that gives visitors their stable ID: as a cookie of the answer, and in the request that is passed on, so that the page of
 * the very first visit knows it already. The handler sees it in `request.cookies`, too. With `rewrite` it leads visitors to the
 * pages that flags choose for them.
 *
 * Requests that browsers make ahead get no ID: several at once would have several. What the handler returns stays what it is,
 * redirects and rewrites included; `rewrite` is followed where it goes on.
 *
 * On the edge runtime, which a `middleware.ts` may have, it gives stable IDs and follows no `rewrite`, about which it warns.
 *
 * @param handler the application's own proxy; undefined where there is none
 * @throws TypeError while the proxy is loaded, for a cookie that cannot be written as the options say, and for rules that are none
 * @example
 * ```ts
 * export const proxy = withStatsigProxy();
 * export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
 * ```
 */
export function withStatsigProxy(
  handler?: ProxyHandler,
  options: StatsigProxyOptions = {},
): (request: NextRequest, event: NextFetchEvent) => Promise<Response> {
  const visitorId = new VisitorId(options);
  const rewrites = new ProxyRewrites(options, visitorId.cookie);
  return async (request, event) => {
    const finish = await visitorId.give(request);
    const answer = (await handler?.(request, event)) ?? NextResponse.next();
    return finish(await rewrites.follow(request, answer));
  };
}
