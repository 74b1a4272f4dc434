import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { Statsig } from 'statsig-nodekit';
import { attachToRequest, defaultClientName, enterRequest, type RequestScope } from 'statsig-nodekit/request';
import { showClient } from './client-display.js';
import type { WithStatsig } from './express-request.js';
import { notFoundHandlers } from './not-found-handlers.js';
import { openRequests } from './open-requests.js';
import { checkStatsigOptions, type StatsigExpressOptions } from './statsig-options.js';

/** The middleware that `statsig()` makes. */
export interface StatsigMiddleware extends RequestHandler {
  /** The client that is asked. */
  readonly client: Statsig;
}

/**
 * Middleware that gives each request `req.statsig`: a client with the user of the request. Put it before the routes, and
 * before or behind the authentication: the user is found at the first question, once per request.
 *
 * Templates have the same as `statsig`, and `statsigBootstrap` for the page's head. With the option `context`, services that
 * are not handed the request have `currentStatsig()`. It never fails a request: gates are off while there are no specs.
 *
 * @throws StatsigExpressOptionsError while the program starts, when options are unknown or of a wrong form
 * @example
 * ```ts
 * const client = new Statsig(process.env.STATSIG_SERVER_KEY ?? '');
 * await client.initialize();
 * app.use(statsig({ client, user: (req) => ({ userID: req.user?.id }) }));
 * app.get('/', (req, res) => res.send(req.statsig.checkGate('new_page') ? 'new' : 'old'));
 * ```
 */
export function statsig(options: StatsigExpressOptions): StatsigMiddleware {
  checkStatsigOptions(options);
  const client = options.client ?? startClient(options);
  const name = options.name ?? defaultClientName;
  const isFollowed = options.context ?? false;
  const requests = openRequests(client, options);
  if (options.notFound !== undefined) notFoundHandlers.set(requests, options.notFound);

  function statsigMiddleware(req: Request & WithStatsig, res: Response, next: NextFunction): void {
    const scope = requests.open(req, res);
    attachToRequest({ request: req, clientName: name, scope });
    if (name === defaultClientName) showClient(req, res, scope);
    if (isFollowed) enterRequest({ request: req, clientName: name, scope }, () => goOn(scope, next));
    else goOn(scope, next);
  }

  function goOn(scope: RequestScope, next: NextFunction): void {
    const pending = requests.prepare(scope);
    if (pending === undefined) next();
    else void goOnAfter(pending, next);
  }
  return Object.assign(statsigMiddleware, { client });
}

/** Only the user is waited for: it never rejects. */
async function goOnAfter(user: Promise<unknown>, next: NextFunction): Promise<void> {
  await user;
  next();
}

/** A client that is there for requests at once, with gates off until it has specs. Its `initialize()` never rejects. */
function startClient({ sdkKey, options }: StatsigExpressOptions): Statsig {
  const client = new Statsig(sdkKey ?? '', options);
  void client.initialize();
  return client;
}
