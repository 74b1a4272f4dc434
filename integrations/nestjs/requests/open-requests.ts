import type { Statsig } from 'statsig-nodekit';
import { RequestClient, StableIdCookie, type UserSource } from 'statsig-nodekit/request';
import { StatsigModuleOptionsError } from '../module/statsig-module-errors.js';
import type { StatsigModuleOptions } from '../module/statsig-module-options.js';
import { trustProxyCheck } from './trust-proxy-check.js';

/** What an application's requests need beside the module's options. */
export interface OpenRequestsParts {
  readonly client: Statsig;
  readonly clientName: string;
  /** Tells users, in the place of the `user` option. */
  readonly userSource: UserSource | undefined;
  readonly warn: (message: string) => void;
}

/**
 * The requests of an application, as a client sees them.
 * @throws StatsigModuleOptionsError when the cookie of stable IDs cannot be written as the options say
 */
export function openRequests(options: StatsigModuleOptions, parts: OpenRequestsParts): RequestClient {
  const { client, clientName, userSource, warn } = parts;
  const { stableId } = options;
  const cookie = stableIdCookie(options);
  const requests: RequestClient = new RequestClient({
    client,
    integration: 'NestJS',
    name: clientName,
    user: userSource ?? options.user ?? undefined,
    userTimeoutMs: options.userTimeoutMs ?? undefined,
    countryHeader: options.countryHeader?.toLowerCase(),
    stableID: cookie,
    hasConsent: stableId?.consent,
    bootstrap: options.bootstrap ?? undefined,
    nonceOf: options.nonce ?? undefined,
    inspectAddress: trustProxyCheck((key, message) => requests.warnOnce(key, message)),
    warn,
  });
  if (stableId?.cookie === true && cookie === undefined) {
    warn(
      'Users have no stable ID: its cookie is named after the client key of the page, and there is none. Give ' +
        "`bootstrap: { clientSdkKey: 'client-…' }`.",
    );
  }
  return requests;
}

/** An environment variable that is not set is no reason not to start: without a key there are no stable IDs, and a warning. */
function stableIdCookie({ stableId, bootstrap }: StatsigModuleOptions): StableIdCookie | undefined {
  if (stableId?.cookie !== true) return undefined;
  const { maxAgeMs, path, domain, isSecure } = stableId;
  const clientSdkKey = stableId.clientSdkKey ?? bootstrap?.clientSdkKey ?? '';
  if (clientSdkKey === '') return undefined;
  try {
    return new StableIdCookie({ clientSdkKey, maxAgeMs, path, domain, isSecure });
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'Unknown error.';
    throw new StatsigModuleOptionsError(`StatsigModule got wrong options: \`stableId\` cannot be used. ${problem}`);
  }
}
