import type { NextRequest } from 'next/server.js';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import type { RequestUserFields } from 'statsig-nodekit/request';
import type { ExposurePolicy } from '../exposures/exposure-policy.js';

/** The cookies of a request, as `cookies()` of Next has them. */
export type AppCookies = Pick<NextRequest['cookies'], 'get' | 'getAll' | 'has'>;

/** What a user of the App Router is made from. */
export interface AppUserContext {
  readonly headers: Headers;
  readonly cookies: AppCookies;
  /** What the request shows without being told more: `userAgent`, `locale`, and the stable ID. Next tells no address. */
  readonly defaults: Readonly<RequestUserFields>;
}

/** Tells the user of a request; null and undefined for a visitor of whom nothing more is known. */
export type AppUserSource = (context: AppUserContext) => AppUser | Promise<AppUser>;

/** A user as it is told: fields are laid over what the request shows, a `StatsigUser` is taken as it is. */
export type AppUser = StatsigUser | StatsigUserFields | null | undefined;

/** How requests of the App Router use a client; a part of what `registerStatsig()` takes. */
export interface AppRegistration {
  /**
   * Tells the user of a request of the App Router, at once or as a promise. Asked once for each request. When it fails or does
   * not answer in time, the request goes on with a user without an ID, and the log says so.
   * @default what the request shows
   */
  readonly user?: AppUserSource | undefined;
  /** How long a promise of `user` is waited for. Unit: milliseconds. @default 5_000 */
  readonly userTimeoutMs?: number | undefined;
  /**
   * The header in which a CDN states the caller's country, for example `x-vercel-ip-country`. Name it only behind that CDN:
   * anywhere else callers can write it themselves.
   * @default none
   */
  readonly countryHeader?: string | undefined;
  /**
   * A header that your proxy adds to requests that the App Router does not make ahead: then those without it are known to be made
   * ahead, and log nothing under the policy `server`.
   * @default none: what the App Router fetches ahead looks like what is shown
   */
  readonly shownHeader?: string | undefined;
  /**
   * The path below which the application's own server serves browsers: values at `/values`, events at `/notes`, and pages that are
   * shown at `/seen`. Given, browsers that start from this client's bootstrap ask there and no longer the service.
   * @default browsers ask the service; pages that are shown are told at '/app-state/seen'
   */
  readonly clientBase?: string | undefined;
  /**
   * Whether events are delivered after each request that has asked for flags, for platforms that freeze the process between
   * requests; see `flushAfter()`.
   * @default false: they are delivered in batches, and when a signal ends the process
   */
  readonly flushAfterRequests?: boolean | undefined;
}

/** Whose answers a question is about. */
export interface AppRequestOptions {
  /**
   * The request, where it is at hand: in route handlers, and outside of what Next follows.
   * @default the one that `headers()` of Next tells
   */
  readonly request?: Request | undefined;
  /** Who logs exposures. @default 'client' in components, 'server' in route handlers and server functions */
  readonly exposures?: ExposurePolicy | undefined;
  /**
   * Allows the question in a page that is rendered once for everybody (`dynamic = 'force-static'`): the answer is then for nobody
   * in particular, stays until the page is rendered anew, and is never exposed.
   * @default false: such a page fails
   */
  readonly allowStatic?: boolean | undefined;
  /** Which client, where `registerStatsig()` has started several. @default 'default' */
  readonly client?: string | undefined;
}
