import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js';
import { StableIdCookie, type StableIdCookieOptions } from 'statsig-nodekit/request';
import { forwardRequestHeaders } from './forward-request-headers.js';

/** Whether a visitor agrees to being recognised; any other answer than true is a no. */
export type ProxyConsent = (request: NextRequest) => boolean | Promise<boolean>;

/** The cookie of stable IDs. */
export type ProxyStableIdOptions = Partial<Omit<StableIdCookieOptions, 'clientSdkKey'>>;

/** What `withStatsigProxy` takes. */
export interface StatsigProxyOptions {
  /** The client key of the pages, after which the cookie is named. @default the environment variable `STATSIG_CLIENT_KEY` */
  readonly clientSdkKey?: string | undefined;
  /** @default a cookie of one year for the host of the page */
  readonly stableId?: ProxyStableIdOptions | undefined;
  /**
   * Asked before an ID is taken or made. Without consent, or when it throws, the ID is for this request alone: no cookie is set,
   * and one of earlier times is forgotten.
   * @default agreed
   */
  readonly consent?: ProxyConsent | undefined;
}

/** A proxy as Next calls it. */
export type ProxyHandler = (
  request: NextRequest,
  event: NextFetchEvent,
) => Response | null | undefined | void | Promise<Response | null | undefined | void>;

/**
 * A proxy that gives visitors their stable ID: as a cookie of the answer, and in the request that is passed on, so that the page of
 * the very first visit knows it already. The handler sees it in `request.cookies`, too.
 *
 * Requests that browsers make ahead get no ID: several at once would have several. What the handler returns stays what it is,
 * redirects and rewrites included.
 *
 * @param handler the application's own proxy; undefined where there is none
 * @throws TypeError while the proxy is loaded, for a cookie that cannot be written as the options say
 * @example
 * ```ts
 * export const proxy = withStatsigProxy();
 * export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
 * ```
 */
export function withStatsigProxy(
  handler?: ProxyHandler,
  { clientSdkKey = process.env['STATSIG_CLIENT_KEY'] ?? '', stableId, consent }: StatsigProxyOptions = {},
): (request: NextRequest, event: NextFetchEvent) => Promise<Response> {
  if (clientSdkKey === '') {
    // oxlint-disable-next-line eslint/no-console -- there is no client here whose log could tell it
    console.warn(
      '[Statsig] Visitors get no stable ID: set STATSIG_CLIENT_KEY, or give `clientSdkKey` to withStatsigProxy().',
    );
    return async (request, event) => (await handler?.(request, event)) ?? NextResponse.next();
  }
  const cookie = new StableIdCookie({ ...stableId, clientSdkKey });
  return async (request, event) => {
    if (isPrefetch(request)) return (await handler?.(request, event)) ?? NextResponse.next();
    const isAgreed = await isAgreedTo(consent, request);
    const { stableID, isKept, setCookie } = cookie.decide(request.headers.get('cookie'), () => isAgreed);
    const isKnown = isKept && setCookie === undefined;
    // Written into the headers that the handler reads and passes on.
    if (!isKnown) request.cookies.set(cookie.name, stableID);
    const answer = (await handler?.(request, event)) ?? NextResponse.next();
    if (isKnown) return answer;
    const response = forwardRequestHeaders(answer, request.headers);
    if (setCookie !== undefined) response.headers.append('set-cookie', setCookie);
    return response;
  };
}

/** Headers of Next's own prefetches are hidden from proxies; those of browsers are not. */
function isPrefetch({ headers }: NextRequest): boolean {
  return [headers.get('purpose'), headers.get('sec-purpose')].some(
    (purpose) => purpose !== null && /\bprefetch\b/i.test(purpose),
  );
}

async function isAgreedTo(consent: ProxyConsent | undefined, request: NextRequest): Promise<boolean> {
  if (consent === undefined) return true;
  try {
    // Programs without types may give anything.
    const answer: unknown = await consent(request);
    return answer === true;
  } catch {
    // A consent that cannot be found out was not given.
    return false;
  }
}
