/**
 * Statsig for `proxy.ts`, and for `middleware.ts` on the Node runtime: the stable ID of visitors. Holds no server key.
 *
 * @module
 */

export {
  type ProxyConsent,
  type ProxyHandler,
  type ProxyStableIdOptions,
  type StatsigProxyOptions,
  withStatsigProxy,
} from './with-statsig-proxy.js';
