/**
 * Statsig for servers of Next.js: the client of the process, for `instrumentation.ts`; and for the App Router the client with the
 * user of the request, what pages carry to browsers, and route handlers. For pages of the Pages Router see
 * `statsig-nodekit/next/pages`, for `proxy.ts` `statsig-nodekit/next/proxy`, for components of browsers `statsig-nodekit/next/client`.
 *
 * @module
 */

// A client component that imports this entry ends the build.
import 'server-only';

// The process
export { registerStatsig, type RegisterStatsigOptions } from './register-statsig.js';
export type { RegistrationOptions } from './client-registry.js';
export type { AppCookies, AppRegistration, AppUser, AppUserContext, AppUserSource } from './app/app-options.js';
export { flushAfter, type FlushAfterOptions } from './flush-after.js';

// The request that is being handled
export {
  checkGate,
  getDynamicConfig,
  getExperiment,
  getFeatureGate,
  getLayer,
  getParameterStore,
  getStatsig,
  getUser,
  logEvent,
} from './app/get-statsig.js';
export type { AppRequestOptions } from './app/app-options.js';
export type { ExposurePolicy } from './exposures/exposure-policy.js';
export { dropExposures } from './app/failed-requests.js';
export { StaticPageError } from './app/static-page-error.js';
export { NoRequestError } from './app/no-request-error.js';
export { RequestView } from 'statsig-nodekit/request';

// What pages carry to browsers
export { StatsigBootstrap, type StatsigBootstrapProps } from './app/statsig-bootstrap.js';
export { getBootstrap, type GetBootstrapOptions } from './app/get-bootstrap.js';
export { StatsigExposures } from './app/statsig-exposures.js';
export type { PageBootstrap, PageConfirmation } from './page-bootstrap.js';

// Route handlers
export { type BootstrapRouteOptions, createBootstrapRoute, type RouteHandler } from './app/create-bootstrap-route.js';
export {
  type ClientRoute,
  type ClientRouteOptions,
  createEventsRoute,
  createInitializeRoute,
} from './app/client-routes.js';
export { createExposuresRoute, type ExposuresRouteOptions } from './app/create-exposures-route.js';
export { ClientProxyOptionsError } from 'statsig-nodekit/request';
