import type { Request, Response } from 'express';
import type { Statsig } from 'statsig-nodekit';
import { RequestClient, StableIdCookie, type UserContext } from 'statsig-nodekit/request';
import { refuse, type StatsigExpressOptions } from './statsig-options.js';
import { trustProxyCheck } from './trust-proxy-check.js';

/**
 * The requests of an application, as a client sees them.
 * @throws StatsigExpressOptionsError when the cookie of stable IDs cannot be written as the options say
 */
export function openRequests(client: Statsig, options: StatsigExpressOptions): RequestClient {
  const { user, nonce = localNonce, stableId } = options;
  const cookie = stableIdCookie(options);
  const requests: RequestClient = new RequestClient({
    client,
    integration: 'Express',
    name: options.name,
    user: user === undefined ? undefined : ({ request, defaults }: UserContext<Request>) => user(request, defaults),
    userTimeoutMs: options.userTimeoutMs,
    countryHeader: options.countryHeader?.toLowerCase(),
    stableID: cookie,
    hasConsent: stableId?.consent,
    bootstrap: options.bootstrap,
    nonceOf: nonce,
    inspectAddress: trustProxyCheck((key, message) => requests.warnOnce(key, message)),
  });
  if (stableId?.cookie === true && cookie === undefined) {
    requests.warn(
      'Users have no stable ID: its cookie is named after the client key of the page, and there is none. Give ' +
        "`bootstrap: { clientSdkKey: 'client-…' }`.",
    );
  }
  return requests;
}

/** Where `helmet` and most templates have it. */
function localNonce(_req: Request, res: Response): string | undefined {
  const nonce: unknown = res.locals['cspNonce'];
  return typeof nonce === 'string' ? nonce : undefined;
}

/** An environment variable that is not set is no reason not to start: without a key there are no stable IDs, and a warning. */
function stableIdCookie({ stableId, bootstrap }: StatsigExpressOptions): StableIdCookie | undefined {
  if (stableId?.cookie !== true) return undefined;
  const { maxAgeMs, path, domain, isSecure } = stableId;
  const clientSdkKey = stableId.clientSdkKey ?? bootstrap?.clientSdkKey ?? '';
  if (clientSdkKey === '') return undefined;
  try {
    return new StableIdCookie({ clientSdkKey, maxAgeMs, path, domain, isSecure });
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown error';
    return refuse('statsig()', [`\`stableId\` cannot be used: ${problem}`]);
  }
}
