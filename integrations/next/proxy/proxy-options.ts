import type { NextFetchEvent, NextRequest } from 'next/server.js';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import type { RequestUserFields } from 'statsig-nodekit/request';
import type { RewriteRule } from './rewrite-rule.js';
import type { VisitorIdOptions } from './visitor-id.js';

/** What a user is made from. */
export interface ProxyUserContext {
  readonly request: NextRequest;
  /** What the request shows without being told more: `userAgent`, `locale`, and the stable ID. Next tells proxies no address. */
  readonly defaults: Readonly<RequestUserFields>;
}

/** A user as the `user` option tells it; null and undefined for a visitor of whom nothing more is known. */
export type ProxyUser = StatsigUser | StatsigUserFields | null | undefined;

/** What `withStatsigProxy` takes. */
export interface StatsigProxyOptions extends VisitorIdOptions {
  /**
   * Which visitors are led to which pages: `rewriteByGate()`, `rewriteByExperiment()`, and the variants of
   * `statsig-nodekit/next/static`. Of several, the first that has something to say about a request.
   * @default none
   */
  readonly rewrite?: RewriteRule | readonly RewriteRule[] | undefined;
  /**
   * Tells the user for whom `rewrite` decides, at once or as a promise: as fields that are laid over `defaults`, or as a
   * `StatsigUser`. Asked for requests that a rule is about, and no others. When it fails or does not answer in time, the decision
   * is for a user without an ID, and the log says so.
   * @default what the request shows
   */
  readonly user?: ((context: ProxyUserContext) => ProxyUser | Promise<ProxyUser>) | undefined;
  /** How long a promise of `user` is waited for. Unit: milliseconds. @default 5_000 */
  readonly userTimeoutMs?: number | undefined;
  /**
   * The header in which a CDN states the caller's country, for example `x-vercel-ip-country`. Name it only behind that CDN:
   * anywhere else callers can write it themselves.
   * @default none
   */
  readonly countryHeader?: string | undefined;
  /** Which client, where `registerStatsig()` has started several. @default 'default' */
  readonly client?: string | undefined;
}

/** A proxy as Next calls it. */
export type ProxyHandler = (
  request: NextRequest,
  event: NextFetchEvent,
) => Response | null | undefined | void | Promise<Response | null | undefined | void>;
