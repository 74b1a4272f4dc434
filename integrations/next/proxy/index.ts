/**
 * Statsig for `proxy.ts`, and for `middleware.ts` on either runtime: the stable ID of visitors. Holds no server key and no modules
 * of Node.
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
