/**
 * Statsig for `proxy.ts`, and for `middleware.ts`: the stable ID of visitors, and pages that flags choose for them. Bundlers for
 * the edge runtime get `edge.ts` in its place.
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
export { withStatsigProxy } from './with-statsig-proxy.js';
