/**
 * What `statsig-nodekit/next/proxy` is on the edge runtime, which a `middleware.ts` may have: the stable ID of visitors. It has no
 * client, because that needs Node. Bundlers for edge runtimes find it by the condition `edge-light`.
 *
 * @module
 */

export type { ProxyHandler, ProxyUser, ProxyUserContext, StatsigProxyOptions } from './proxy-options.js';
export { rewriteByExperiment, type RewriteByExperimentOptions } from './rewrite-by-experiment.js';
export { rewriteByGate, type RewriteByGateOptions } from './rewrite-by-gate.js';
export type {
  RewriteDecision,
  RewriteExposures,
  RewriteQuestion,
  RewriteRule,
  RewriteRuleOptions,
} from './rewrite-rule.js';
export type { ProxyConsent, ProxyStableIdOptions, VisitorIdOptions } from './visitor-id.js';
export { withStatsigEdgeProxy as withStatsigProxy } from './with-statsig-edge-proxy.js';
