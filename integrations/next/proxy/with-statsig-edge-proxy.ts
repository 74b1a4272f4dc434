import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js';
import type { ProxyHandler, StatsigProxyOptions } from './proxy-options.js';
import { VisitorId } from './visitor-id.js';

/** What `withStatsigProxy` is on the edge runtime: it gives stable IDs. `rewrite` is not followed, which a warning says. */
export function withStatsigEdgeProxy(
  handler?: ProxyHandler,
  options: StatsigProxyOptions = {},
): (request: NextRequest, event: NextFetchEvent) => Promise<Response> {
  const visitorId = new VisitorId(options);
  if (options.rewrite !== undefined) {
    // oxlint-disable-next-line eslint/no-console -- there is no client here whose log could tell it
    console.warn(
      '[Statsig] withStatsigProxy() follows no `rewrite` on the edge runtime: visitors get the pages that they ask for. Use ' +
        "proxy.ts, or write `export const config = { runtime: 'nodejs', … }` in middleware.ts.",
    );
  }
  return async (request, event) => {
    const finish = await visitorId.give(request);
    return finish((await handler?.(request, event)) ?? NextResponse.next());
  };
}
