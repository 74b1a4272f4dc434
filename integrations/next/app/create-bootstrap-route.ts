import type { BootstrapOptions } from 'statsig-nodekit';
import { bootstrapResponse } from 'statsig-nodekit/request';
import { openAppScope } from './app-requests.js';
import { RouteResponse } from './route-response.js';

/** What `createBootstrapRoute` takes. */
export interface BootstrapRouteOptions {
  /** Options of the values. */
  readonly bootstrap?: BootstrapOptions | undefined;
  /** Which client, where `registerStatsig()` has started several. @default 'default' */
  readonly client?: string | undefined;
}

/** A route handler of Next. */
export type RouteHandler = (request: Request) => Promise<Response>;

/**
 * The handlers of a `route.ts` that answers browsers with the values of the request's user, for pages that fetch them. 503 while
 * there are no specs. Sets the cookie of the stable ID when it is new. No exposures are logged.
 *
 * @example
 * ```ts
 * export const { GET, POST } = createBootstrapRoute();
 * ```
 */
export function createBootstrapRoute({ bootstrap, client }: BootstrapRouteOptions = {}): {
  readonly GET: RouteHandler;
  readonly POST: RouteHandler;
} {
  const answer: RouteHandler = async (request) => {
    const response = new RouteResponse();
    const { scope } = await openAppScope({ request, client }, response);
    return response.complete(await bootstrapResponse(scope, { method: request.method, options: bootstrap }));
  };
  return { GET: answer, POST: answer };
}
