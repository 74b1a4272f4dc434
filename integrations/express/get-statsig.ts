import type { Request } from 'express';
import { defaultClientName, RequestScopeError, requestScopeOf, type RequestView } from 'statsig-nodekit/request';

/**
 * The client with the user of a request; the same object as `req.statsig`.
 *
 * @param name for one of several clients: the `name` that `statsig()` was given
 * @throws RequestScopeError when `statsig()` has not run for this request; `tryGetStatsig` gives undefined there
 */
export function getStatsig(req: Request, name: string = defaultClientName): RequestView {
  const view = tryGetStatsig(req, name);
  if (view !== undefined) return view;
  throw missingScope('getStatsig(req)', name);
}

/** The same as {@link getStatsig}, but undefined when `statsig()` has not run for this request. Never throws. */
export function tryGetStatsig(req: Request, name: string = defaultClientName): RequestView | undefined {
  return requestScopeOf(req, name)?.view;
}

/** What is wrong when a request has no scope of that name. */
export function missingScope(subject: string, name: string): RequestScopeError {
  const named = name === defaultClientName ? 'statsig({ … })' : `statsig({ name: '${name}', … })`;
  return new RequestScopeError(
    'request_scope_missing',
    `${subject} ran for a request that has not passed ${named}. Write app.use(${named}) above the routes that need it.`,
  );
}
