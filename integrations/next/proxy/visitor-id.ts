import type { NextRequest } from 'next/server.js';
import { StableIdCookie, type StableIdCookieOptions } from 'statsig-nodekit/request';
import { isMadeAhead } from '../exposures/is-made-ahead.js';
import { forwardRequestHeaders } from './forward-request-headers.js';

/** Whether a visitor agrees to being recognised; any other answer than true is a no. */
export type ProxyConsent = (request: NextRequest) => boolean | Promise<boolean>;

/** The cookie of stable IDs. */
export type ProxyStableIdOptions = Partial<Omit<StableIdCookieOptions, 'clientSdkKey'>>;

/** How a proxy gives visitors their stable ID. */
export interface VisitorIdOptions {
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

/** What Next says of pages that are one visitor's own. */
const forNobodyElse = 'private, no-cache, no-store, max-age=0, must-revalidate';

/** Completes the answer of a proxy. */
type Finish = (answer: Response) => Response;

const unchanged: Finish = (answer) => answer;

/** The stable IDs that a proxy gives to visitors. */
export class VisitorId {
  /** Undefined where no client key is known: visitors then get no ID. */
  readonly cookie: StableIdCookie | undefined;
  readonly #consent: ProxyConsent | undefined;

  /** @throws TypeError for a cookie that cannot be written as the options say */
  constructor({ clientSdkKey = process.env['STATSIG_CLIENT_KEY'] ?? '', stableId, consent }: VisitorIdOptions) {
    this.#consent = consent;
    if (clientSdkKey !== '') {
      this.cookie = new StableIdCookie({ ...stableId, clientSdkKey });
      return;
    }
    // oxlint-disable-next-line eslint/no-console -- there is no client here whose log could tell it
    console.warn(
      '[Statsig] Visitors get no stable ID: set STATSIG_CLIENT_KEY, or give `clientSdkKey` to withStatsigProxy().',
    );
  }

  /**
   * Writes the ID into the cookies of the request, for all that sees it afterwards. A request that is made ahead gets none: several
   * at once would have several. Without consent it has one like any other, or the page itself would give one that is kept.
   *
   * @returns what adds to the answer that the page sees the ID, and that the browser keeps it
   */
  async give(request: NextRequest): Promise<Finish> {
    const { cookie } = this;
    if (cookie === undefined) return unchanged;
    const isAgreed = await isAgreedTo(this.#consent, request);
    if (isAgreed && isMadeAhead((name) => request.headers.get(name))) return unchanged;
    const { stableID, isKept, setCookie } = cookie.decide(request.headers.get('cookie'), () => isAgreed);
    if (isKept && setCookie === undefined) return unchanged;
    request.cookies.set(cookie.name, stableID);
    return (answer) => {
      const response = forwardRequestHeaders(answer, request.headers);
      if (setCookie === undefined) return response;
      response.headers.append('set-cookie', setCookie);
      // Caches on the way may keep a static page with its cookies, and would give everybody the same ID.
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', forNobodyElse);
      return response;
    };
  }
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
