import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import {
  ClientProxy,
  type ClientProxyOptions,
  type ClientProxyUserContext,
  StableIdCookie,
} from 'statsig-nodekit/request';
import { type RegisteredClient, registerClient, registeredClient } from '../client-registry.js';
import type { RouteHandler } from './create-bootstrap-route.js';
import { openAppScope } from './app-requests.js';

/** What `createInitializeRoute` and `createEventsRoute` take. */
export interface ClientRouteOptions extends Omit<ClientProxyOptions, 'client' | 'clientSdkKey' | 'base' | 'paths'> {
  /** The client key of the pages, or all of them. @default that of `registerStatsig()` */
  readonly clientSdkKey?: string | readonly string[] | undefined;
  /**
   * Tells the visitor's address, from the header that your platform writes: Next tells none. Without, requests are not counted by
   * address, and users have none.
   * @default none
   */
  readonly ip?: ((request: Request) => string | undefined) | undefined;
  /** Which client, where `registerStatsig()` has started several. @default 'default' */
  readonly client?: string | undefined;
}

/** The handlers of a route for browsers. */
export interface ClientRoute {
  readonly POST: RouteHandler;
  readonly OPTIONS: RouteHandler;
}

/**
 * The handlers of a `route.ts` that answers the SDK of browsers with the values of its user, without asking the service. It belongs at
 * `/values` below `clientBase` of `registerStatsig()`.
 *
 * The user is the one of the request, as the `user` of `registerStatsig()` tells, and not whom the browser says; without such
 * a function, and with an option `user` here, it is the browser's.
 *
 * @example
 * ```ts
 * export const { POST, OPTIONS } = createInitializeRoute();
 * ```
 */
export function createInitializeRoute(options: ClientRouteOptions = {}): ClientRoute {
  return routeOf(options, (proxy, request, context) => proxy.values(request, context));
}

/**
 * The handlers of a `route.ts` that takes the events of browsers, and delivers them with the server's own. It belongs at `/notes`
 * below `clientBase` of `registerStatsig()`. The user as in `createInitializeRoute`.
 *
 * @example
 * ```ts
 * export const { POST, OPTIONS } = createEventsRoute();
 * ```
 */
export function createEventsRoute(options: ClientRouteOptions = {}): ClientRoute {
  return routeOf(options, (proxy, request, context) => proxy.events(request, context));
}

type Serve = (proxy: ClientProxy, request: Request, context: { readonly ip: string | undefined }) => Promise<Response>;

function routeOf({ client: name, ip, ...options }: ClientRouteOptions, serve: Serve): ClientRoute {
  let latest: { readonly registered: RegisteredClient; readonly proxy: ClientProxy } | undefined;
  const answer: RouteHandler = async (request) => {
    const registered = registeredClient(name) ?? registerClient({ name });
    if (registered !== latest?.registered) latest = { registered, proxy: openProxy(registered, { name, ...options }) };
    const { proxy } = latest;
    await registered.initialized;
    return serve(proxy, request, { ip: ip?.(request) });
  };
  return { POST: answer, OPTIONS: answer };
}

function openProxy(
  { client, clientSdkKey, app }: RegisteredClient,
  { name, ...options }: Omit<ClientRouteOptions, 'client' | 'ip'> & { readonly name: string | undefined },
): ClientProxy {
  return new ClientProxy({
    ...options,
    client,
    clientSdkKey: options.clientSdkKey ?? clientSdkKey ?? '',
    user: options.user ?? (app.user && ((context) => requestUser(context, { name, clientSdkKey }))),
  });
}

/** The user of the browser's request. Browsers that keep no cookies say their stable ID themselves. */
async function requestUser(
  { user, request }: ClientProxyUserContext,
  { name, clientSdkKey }: { readonly name: string | undefined; readonly clientSdkKey: string | undefined },
): Promise<StatsigUser | StatsigUserFields> {
  const headers = new Headers(request.headers);
  const stableID = user.customIDs?.['stableID'];
  if (clientSdkKey !== undefined && typeof stableID === 'string') {
    const cookie = new StableIdCookie({ clientSdkKey });
    const [said] = cookie.write(stableID).split(';');
    // The first cookie of a name counts, which is the browser's own if it has one.
    headers.set('cookie', [headers.get('cookie'), said].filter((part) => part !== null).join('; '));
  }
  const { scope } = await openAppScope({ request: new Request(request.url, { headers }), client: name });
  return scope.user();
}
