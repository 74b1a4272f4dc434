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
  optionComplaints,
  type RequestScope,
  requestScopeOf,
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
 *   `app.get('/page', requireGate(…), handler)`. In `app.use(…)` and `router.use(…)` Express takes it for a plain `next()`, and
 *   everybody would get in: a gate that does not find itself in the route answers as `not-found` instead.
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

const words = ['not-found', 'forbidden', 'next-route'];

const optionChecks = {
  otherwise: expecting(
    "'not-found', 'forbidden', 'next-route', a handler or { redirect }",
    (value) =>
      typeof value === 'function' ||
      (typeof value === 'object' && value !== null
        ? ['string', 'function'].includes(typeof Reflect.get(value, 'redirect'))
        : words.some((word) => word === value)),
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
 * @throws GateExpressionError while the program starts, when the expression is written wrongly
 * @throws StatsigExpressOptionsError then too, when an option is
 * @example
 * ```ts
 * app.get('/new', requireGate('new_page'), showNewPage);
 * app.use('/beta', requireGate({ any: ['staff', { not: 'launched' }] }, { otherwise: { redirect: '/' } }), betaRouter);
 * ```
 */
export function requireGate(expression: GateExpression, options: RequireGateOptions = {}): RequestHandler {
  const question = { expression: checkGateExpression(expression), exposure: options.exposure ?? true };
  const complaints = optionComplaints(options, optionChecks);
  if (complaints.length > 0) refuse('requireGate()', complaints);
  const { otherwise = 'not-found', client = defaultClientName } = options;

  return function requireGateMiddleware(req, res, next) {
    const scope = requestScopeOf(req, client);
    if (scope === undefined) {
      next(missingScope(`requireGate(${described(expression)})`, client));
      return;
    }
    const admit = (user: StatsigUser): void => {
      if (decideGates(scope, user, question).allowed) next();
      else deny({ otherwise, notFound: options.notFound, scope, gate: requireGateMiddleware }, req, res, next);
    };
    const user = scope.user();
    if (user instanceof Promise) void user.then(admit);
    else admit(user);
  };
}

interface Denial {
  readonly otherwise: Otherwise;
  readonly notFound: RequestHandler | undefined;
  readonly scope: RequestScope;
  /** The middleware that denies. */
  readonly gate: RequestHandler;
}

function deny({ otherwise, notFound, scope, gate }: Denial, req: Request, res: Response, next: NextFunction): void {
  if (typeof otherwise === 'function') {
    runHandler(otherwise, req, res, next);
  } else if (otherwise === 'forbidden') {
    next(new GateDeniedError());
  } else if (typeof otherwise === 'object') {
    const { redirect, status = 302 } = otherwise;
    runHandler(() => res.redirect(status, typeof redirect === 'string' ? redirect : redirect(req)), req, res, next);
  } else if (otherwise === 'next-route' && leavesRoute(req, gate)) {
    next('route');
  } else {
    const handler = notFound ?? notFoundHandlers.get(scope.owner);
    // `next('route')` would let the request through where the gate does not stand in a route.
    if (handler === undefined) next('router');
    else runHandler(handler, req, res, next);
  }
}

/** The routes that a gate has denied, by request. */
const deniedRoutes = new WeakMap<Request, Map<unknown, Set<RequestHandler>>>();

/**
 * Whether `next('route')` skips the rest of a route here, and not just the gate. `req.route` alone does not tell: it stays
 * what it was when a route before has matched, so the gate must stand in that route, and must not have denied it before.
 */
function leavesRoute(req: Request, gate: RequestHandler): boolean {
  const route: unknown = req.route;
  if (typeof route !== 'object' || route === null || !('stack' in route) || !Array.isArray(route.stack)) return false;
  const stack: readonly unknown[] = route.stack;
  if (!stack.some((layer) => typeof layer === 'object' && layer !== null && Reflect.get(layer, 'handle') === gate)) {
    return false;
  }
  const denied = deniedRoutes.get(req) ?? new Map<unknown, Set<RequestHandler>>();
  deniedRoutes.set(req, denied);
  const gates = denied.get(route) ?? new Set<RequestHandler>();
  denied.set(route, gates);
  if (gates.has(gate)) return false;
  gates.add(gate);
  return true;
}
