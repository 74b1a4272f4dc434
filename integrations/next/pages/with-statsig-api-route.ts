import type { NextApiRequest, NextApiResponse } from 'next/types.js';
import type { RequestView } from 'statsig-nodekit/request';
import type { StatsigRouteOptions } from './page-options.js';
import { PageRequests } from './page-requests.js';

/** What the handler of an API route is called with. */
export type StatsigApiRequest = NextApiRequest & {
  /** The client with the user of the request. */
  readonly statsig: RequestView;
};

/** The handler of an API route. */
export type ApiRouteHandler<Answer> = (
  request: StatsigApiRequest,
  response: NextApiResponse<Answer>,
) => Promise<void> | void;

/**
 * An API route whose handler has the client with the user of the request as `req.statsig`. What the handler throws passes
 * unchanged.
 *
 * @throws TypeError while the route is loaded, for a cookie of stable IDs that cannot be written as the options say
 */
export function withStatsigApiRoute<Answer = unknown>(
  handler: ApiRouteHandler<Answer>,
  options: StatsigRouteOptions = {},
): (request: NextApiRequest, response: NextApiResponse<Answer>) => Promise<void> {
  const requests = new PageRequests(options);
  return (request, response) =>
    requests.enter(request, response, (scope) => handler(Object.assign(request, { statsig: scope.view }), response));
}
