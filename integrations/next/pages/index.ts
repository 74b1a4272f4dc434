/**
 * Statsig for the Pages Router of Next.js: `getServerSideProps`, API routes and the document. Next leaves it out of bundles for
 * browsers where nothing but those use it; anywhere else it throws there.
 *
 * @module
 */

export {
  type PagePropsGetter,
  type StatsigPageContext,
  type StatsigPageProps,
  withStatsigServerSideProps,
} from './with-statsig-server-side-props.js';
export { type ApiRouteHandler, type StatsigApiRequest, withStatsigApiRoute } from './with-statsig-api-route.js';
export { documentNonce, type DocumentRequest } from './document-nonce.js';
export type {
  PageRequest,
  PageStableIdOptions,
  PageUserContext,
  StatsigPageOptions,
  StatsigRouteOptions,
  ToldUser,
} from './page-options.js';
export type { ExposurePolicy } from '../exposures/exposure-policy.js';
export type { PageBootstrap, PageConfirmation } from '../page-bootstrap.js';
export { currentStatsig, RequestScopeError, RequestView, tryCurrentStatsig } from 'statsig-nodekit/request';
