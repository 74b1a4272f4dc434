import {
  defaultClientName,
  RequestClient,
  type ResponseLike,
  StableIdCookie,
  type UserContext,
} from 'statsig-nodekit/request';
import { type RegisteredClient, registeredClient } from '../client-registry.js';
import { flushAfter } from '../flush-after.js';
import { policyNonce } from '../policy-nonce.js';
import { RegisteredRequests } from '../registered-requests.js';
import type { AppRequestOptions } from './app-options.js';
import { AppScope } from './app-scope.js';
import { clientForBuild } from './client-for-build.js';
import { type AppRequest, currentRequest } from './current-request.js';

/** What requests of one client share in this copy of the module, by the client's name. */
const clients = new Map<string, RegisteredRequests>();

/** The scopes of what is under way, by the client's name. */
const scopes = new WeakMap<object, Map<string, AppScope>>();

/**
 * The request that is being handled, as a client sees it: the same for all that asks in one request, with its user known. The
 * client has specs by then, or has given up waiting for them.
 *
 * @param response where a new stable ID goes, in route handlers
 */
export async function openAppScope(options: AppRequestOptions = {}, response?: ResponseLike): Promise<AppScope> {
  const current = await currentRequest(options);
  const name = options.client ?? defaultClientName;
  if (current.isStatic) clientForBuild(name);
  const requests = await requestsOf(name).ready();
  const known = scopes.get(current.identity)?.get(name);
  if (known !== undefined) {
    await known.scope.user();
    return known;
  }
  const app = registeredClient(name)?.app;
  const opened = new AppScope(requests.open(current.request, response), current, app?.shownHeader);
  const named = scopes.get(current.identity) ?? new Map<string, AppScope>();
  scopes.set(current.identity, named.set(name, opened));
  // It never rejects, and what it waits for comes after this.
  if (app?.flushAfterRequests === true && !current.isStatic) void flushAfter({ client: name });
  await opened.scope.user();
  return opened;
}

function requestsOf(name: string): RegisteredRequests {
  const known =
    clients.get(name) ?? new RegisteredRequests(name, 'A page', (registered) => openRequests(name, registered));
  clients.set(name, known);
  return known;
}

function openRequests(name: string, { client, clientSdkKey, app }: RegisteredClient): RequestClient {
  const { user, userTimeoutMs, countryHeader } = app;
  return new RequestClient({
    client,
    integration: 'Next',
    name,
    user:
      user &&
      (({ request: { web, cookies }, defaults }: UserContext<AppRequest>) => user({ headers: web, cookies, defaults })),
    userTimeoutMs,
    countryHeader: countryHeader?.toLowerCase(),
    stableID: clientSdkKey === undefined ? undefined : new StableIdCookie({ clientSdkKey }),
    bootstrap: { clientSdkKey },
    nonceOf: ({ web }: AppRequest) => policyNonce((header) => web.get(header)),
  });
}
