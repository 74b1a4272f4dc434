import type { RequestHandler } from 'express';
import type { BootstrapOptions } from 'statsig-nodekit';
import { bootstrapResponse, defaultClientName, requestScopeOf } from 'statsig-nodekit/request';
import { answerWith } from './answer-with.js';
import { missingScope } from './get-statsig.js';

/** What `bootstrapHandler` answers with: as for `bootstrap()`, and of which client. */
export interface BootstrapHandlerOptions extends BootstrapOptions {
  /** The name of the client that is asked. @default the one without a name */
  readonly client?: string | undefined;
}

/**
 * A handler that answers with what a browser starts from, for pages that fetch it: the values of the request's user as JSON, in
 * the form that `dataAdapter.setData` of `@statsig/js-client` takes. For GET, HEAD and POST; 503 while there are no specs. No
 * cache keeps the answer. Needs `statsig()` before it.
 *
 * @example
 * ```ts
 * app.get('/app-state', bootstrapHandler());
 * ```
 */
export function bootstrapHandler({
  client = defaultClientName,
  ...options
}: BootstrapHandlerOptions = {}): RequestHandler {
  return function bootstrapRequestHandler(req, res, next) {
    const scope = requestScopeOf(req, client);
    if (scope === undefined) next(missingScope('bootstrapHandler()', client));
    else answerWith(() => bootstrapResponse(scope, { method: req.method, options }), res, next);
  };
}
