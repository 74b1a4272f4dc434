import { RefusedRequest } from './refused-request.js';

/** For how long browsers need not ask again whether they may. Unit: seconds. */
const preflightMaxAgeS = 86_400;

/** Who may ask: pages of the same origin, and of origins that are named. */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed for example `https://shop.example`; without a path */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  /**
   * The headers that let the page read the answer; none for pages of the same origin. Requests without an origin pass: browsers
   * send one with each of theirs that matters here.
   * @throws {RefusedRequest} for a page of another origin
   */
  check(request: Request): Readonly<Record<string, string>> {
    const origin = request.headers.get('origin');
    if (origin === null) return {};
    if (this.#allowed.has(origin)) return { 'access-control-allow-origin': origin, vary: 'origin' };
    if (isSameOrigin(request, origin)) return {};
    throw new RefusedRequest({ status: 403 }, 'Pages of this origin may not ask; name it in `allowedOrigins`.');
  }

  /** The answer to a browser that asks beforehand whether a page may send a request of this form. */
  preflight(request: Request): Response {
    const asked = request.headers.get('access-control-request-headers') ?? '';
    const headers: Record<string, string> = {
      'access-control-allow-methods': 'POST',
      'access-control-max-age': String(preflightMaxAgeS),
    };
    // All are allowed: none of them decides about anything here, and what would (cookies, authorisation) is never read.
    if (/^[\w-]+(?:\s*,\s*[\w-]+)*$/.test(asked)) headers['access-control-allow-headers'] = asked;
    return new Response(null, { status: 204, headers });
  }
}

/**
 * Hosts are compared and not schemes: behind a proxy that ends TLS the application sees `http` where the page has `https`. The
 * host that was asked for is in the header `Host`, which pages cannot write; the address of a request can be one that the
 * integration with a framework made up. Where the host differs as well, the browser's own word decides, which pages cannot write
 * either, and which browsers say over https alone.
 */
function isSameOrigin(request: Request, origin: string): boolean {
  if (request.headers.get('sec-fetch-site') === 'same-origin') return true;
  const host = request.headers.get('host') ?? new URL(request.url).host;
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
