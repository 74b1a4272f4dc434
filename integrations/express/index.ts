/**
 * Statsig for Express 4 and 5.
 *
 * `statsig()` is middleware that gives each request a client with its user: `req.statsig`, and `statsig` in templates.
 * `requireGate` and `variantRoute` put routes behind gates and experiments; `bootstrapHandler` and `clientProxyRouter` serve
 * browsers; `gracefulShutdown` ends server and client in order.
 *
 * @module
 */

// Requests with a client
export { statsig, type StatsigMiddleware } from './statsig-middleware.js';
export {
  StatsigExpressOptionsError,
  type StableIdOptions,
  type StatsigExpressOptions,
  type ToldUser,
} from './statsig-options.js';
export { getStatsig, tryGetStatsig } from './get-statsig.js';
export { currentStatsig, RequestScopeError, RequestView, tryCurrentStatsig } from 'statsig-nodekit/request';
export type { WithStatsig } from './express-request.js';
export type { RequestUserFields } from 'statsig-nodekit/request';

// Routes behind gates and experiments
export { type Otherwise, requireGate, type RequireGateOptions } from './require-gate.js';
export { variantRoute, type VariantHandlers, type VariantRouteOptions } from './variant-route.js';
export { GateDeniedError } from './gate-denied-error.js';
export { GateExpressionError } from 'statsig-nodekit/request';
export type { GateExpression, ValueCondition } from 'statsig-nodekit/request';

// Browsers
export { bootstrapHandler, type BootstrapHandlerOptions } from './bootstrap-handler.js';
export type { BootstrapHelper } from './bootstrap-helper.js';
export { type ClientProxyMiddleware, clientProxyRouter, type ClientProxyRouterOptions } from './client-proxy-router.js';
export { ClientProxyOptionsError } from 'statsig-nodekit/request';

// The end
export { gracefulShutdown } from 'statsig-nodekit/request';
export type { GracefulShutdownOptions, GracefulShutdownResult } from 'statsig-nodekit/request';
