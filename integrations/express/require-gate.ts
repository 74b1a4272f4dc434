import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { StatsigUser } from 'statsig-nodekit';
import {
  checkGateExpression,
  decideGates,
  defaultClientName,
  described,
  expecting,
  filledText,
  flag,
  type GateExpression,
  noteFirstQuestion,
  optionComplaints,
  type RequestScope,
  requestScopeOf,
  withdrawStableID,
} from 'statsig-nodekit/request';
import { GateDeniedError } from './gate-denied-error.js';
import { missingScope } from './get-statsig.js';
import { notFoundHandlers } from './not-found-handlers.js';
import { runHandler } from './run-handler.js';
import { refuse } from './statsig-options.js';

/**
 * What a caller gets who may not pass.
 * - `not-found`: the same answer as for a route that does not exist, so that a hidden feature cannot be discovered. It leaves
 *   the router that the gate stands in (`next('router')`), or calls the `notFound` handler, where one is given.
 * - `forbidden`: 403, through the application's error handlers.
 * - `next-route`: the next route that matches, for a second version at the same address. **Only for gates in a route**, as in
 *   `app.get('/page', ...requireGate(…), handler)`: it gives a list of two handlers, because in `app.use(…)` and `router.use(…)`
 *   Express takes `next('route')` for a plain `next()`. There the second handler answers as `not-found`, and nobody gets in.
 * - a handler, which answers in the place of the route.
 * - a redirect, to a fixed address or one made from the request.
 */
export type Otherwise =
  | 'not-found'
  | 'forbidden'
  | 'next-route'
  | RequestHandler
  | { readonly redirect: string | ((req: Request) => string); readonly status?: 301 | 302 | 303 | 307 | 308 };

/** How `requireGate` guards. */
export interface RequireGateOptions {
  /** @default 'not-found' */
  readonly otherwise?: Otherwise | undefined;
  /** Answers in the place of Express's own page for `not-found`. @default what `statsig()` was given */
  readonly notFound?: RequestHandler | undefined;
  /** Whether what is asked logs exposures. @default true */
  readonly exposure?: boolean | undefined;
  /** The name of the client that is asked. @default the one without a name */
  readonly client?: string | undefined;
}

const redirectStatuses: ReadonlySet<unknown> = new Set([undefined, 301, 302, 303, 307, 308]);

function isRedirect(value: object): boolean {
  const redirect: unknown = Reflect.get(value, 'redirect');
  return (
    (typeof redirect === 'function' || (typeof redirect === 'string' && redirect !== '')) &&
    redirectStatuses.has(Reflect.get(value, 'status'))
  );
}

const words = ['not-found', 'forbidden', 'next-route'];

const optionChecks = {
  otherwise: expecting(
    "'not-found', 'forbidden', 'next-route', a handler or { redirect, status }, with a status of 301, 302, 303, 307 or 308",
    (value) =>
      typeof value === 'function' ||
      (typeof value === 'object' && value !== null ? isRedirect(value) : words.some((word) => word === value)),
  ),
  notFound: expecting('a handler', (value) => typeof value === 'function'),
  exposure: flag,
  client: filledText,
};

/**
 * Middleware that lets requests through only when the expression holds for their user: in a route, in `app.use` or in
 * `router.use`. A gate that cannot be evaluated (unknown, no specs yet) turns everybody away, also under `not`. Needs
 * `statsig()` before it.
 *
 * With `otherwise: 'next-route'` it is a list of two handlers, for Express to call in this order.
 *
 * @throws GateExpressionError while the program starts, when the expression is written wrongly
 * @throws StatsigExpressOptionsError then too, when an option is
 * @example
 * ```ts
 * app.get('/new', requireGate('new_page'), showNewPage);
 * app.use('/beta', requireGate({ any: ['staff', { not: 'launched' }] }, { otherwise: { redirect: '/' } }), betaRouter);
 * ```
 */
export function requireGate(
  expression: GateExpression,
  options: RequireGateOptions & { readonly otherwise: 'next-route' },
): RequestHandler[];
export function requireGate(
  expression: GateExpression,
  options?: RequireGateOptions & { readonly otherwise?: Exclude<Otherwise, 'next-route'> | undefined },
): RequestHandler;
export function requireGate(
  expression: GateExpression,
  options?: RequireGateOptions,
): RequestHandler | RequestHandler[];
export function requireGate(
  expression: GateExpression,
  options: RequireGateOptions = {},
): RequestHandler | RequestHandler[] {
  const question = { expression: checkGateExpression(expression), exposure: options.exposure ?? true };
  const complaints = optionComplaints(options, optionChecks);
  if (complaints.length > 0) refuse('requireGate()', complaints);
  const { otherwise = 'not-found', client = defaultClientName, notFound } = options;

  const gate = (admit: RequestHandler, deny: DenialHandler): RequestHandler =>
    function requireGateMiddleware(req, res, next) {
      const scope = requestScopeOf(req, client);
      if (scope === undefined) {
        next(missingScope(`requireGate(${described(expression)})`, client));
        return;
      }
      const decide = (user: StatsigUser): void => {
        if (decideGates(scope, user, question).allowed) admit(req, res, next);
        else deny(scope, req, res, next);
      };
      noteFirstQuestion(scope);
      const user = scope.user();
      if (user instanceof Promise) void user.then(decide);
      else decide(user);
    };

  if (otherwise !== 'next-route') return gate(goOn, denialOf(otherwise, notFound));
  return leavingRoute(gate, denialOf('not-found', notFound));
}

/** Answers who may not pass. */
type DenialHandler = (scope: RequestScope, req: Request, res: Response, next: NextFunction) => void;

const goOn: RequestHandler = (_req, _res, next) => next();

function denialOf(otherwise: Exclude<Otherwise, 'next-route'>, notFound: RequestHandler | undefined): DenialHandler {
  if (typeof otherwise === 'function') return (_scope, req, res, next) => runHandler(otherwise, req, res, next);
  if (otherwise === 'forbidden') return (_scope, _req, _res, next) => next(new GateDeniedError());
  if (typeof otherwise === 'object') {
    const { redirect, status = 302 } = otherwise;
    return (_scope, req, res, next) =>
      runHandler(() => res.redirect(status, typeof redirect === 'string' ? redirect : redirect(req)), req, res, next);
  }
  return (scope, req, res, next) => {
    withdrawStableID(scope, res, (cookie) => void res.append('Set-Cookie', cookie));
    const handler = notFound ?? notFoundHandlers.get(scope.owner);
    // `next('route')` would let the request through where the gate does not stand in a route.
    if (handler === undefined) next('router');
    else runHandler(handler, req, res, next);
  };
}

/**
 * A gate in two handlers. The first leaves the route of those whom it denies. Where it does not stand in a route, Express calls
 * the second instead, which turns them away. Nothing that a request shows, such as `req.route`, tells the cases apart: it stays
 * what it was when another route has matched before.
 */
function leavingRoute(
  gate: (admit: RequestHandler, deny: DenialHandler) => RequestHandler,
  turnAway: DenialHandler,
): RequestHandler[] {
  const denied = new WeakMap<Request, RequestScope>();
  const first = gate(
    (req, _res, next) => {
      // Denied elsewhere, as another user.
      denied.delete(req);
      next();
    },
    (scope, req, _res, next) => {
      denied.set(req, scope);
      next('route');
    },
  );
  const second: RequestHandler = function requireGateFallback(req, res, next) {
    const scope = denied.get(req);
    if (scope === undefined) next();
    else turnAway(scope, req, res, next);
  };
  return [first, second];
}
